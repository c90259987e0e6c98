using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 2018 and RFC 6675: selective acknowledgements, ours and the peer's.</summary>
public sealed class SackTests : ScriptFixture
{
    [Test]
    public void The_run_that_grew_last_comes_first() =>
        Sacking()
            .Peer(Data(1001, 1000)).Expect(Ack with { Sack = [(1001, 2001)] })
            .Peer(Data(3001, 1000)).Expect(Ack with { Sack = [(3001, 4001), (1001, 2001)] })
            .Peer(Data(5001, 1000)).Expect(Ack with { Sack = [(5001, 6001), (3001, 4001), (1001, 2001)] })
            .Peer(Data(2001, 500)).Expect(Ack with { Sack = [(1001, 2501), (5001, 6001), (3001, 4001)] });

    [Test]
    public void A_repeated_segment_brings_its_run_to_the_front() =>
        Sacking()
            .Peer(Data(1001, 1000)).Expect(Ack with { Sack = [(1001, 2001)] })
            .Peer(Data(3001, 1000)).Expect(Ack with { Sack = [(3001, 4001), (1001, 2001)] })
            .Peer(Data(1001, 1000)).Expect(Ack with { Sack = [(1001, 2001), (1001, 2001), (3001, 4001)] });

    [Test]
    public void What_comes_a_second_time_is_told_once_and_in_front() =>
        Sacking()
            .Peer(Data(1, 1000)).Expect(AckOf(1001))
            .Peer(Data(1, 1000)).Expect(AckOf(1001) with { Sack = [(1, 1001)] })
            .Peer(Data(2001, 1000)).Expect(AckOf(1001) with { Sack = [(2001, 3001)] })
            .Peer(Data(1, 500)).Expect(AckOf(1001) with { Sack = [(1, 501), (2001, 3001)] });

    [Test]
    public void Runs_that_meet_become_one() =>
        Sacking()
            .Peer(Data(1001, 1000)).Expect(Ack with { Sack = [(1001, 2001)] })
            .Peer(Data(3001, 1000)).Expect(Ack with { Sack = [(3001, 4001), (1001, 2001)] })
            .Peer(Data(2001, 1000)).Expect(Ack with { Sack = [(1001, 4001)] });

    [Test]
    public void A_run_that_is_reached_is_no_longer_spoken_of() =>
        Sacking()
            .Peer(Data(1001, 1000)).Expect(Ack with { Sack = [(1001, 2001)] })
            .Peer(Data(3001, 1000)).Expect(Ack with { Sack = [(3001, 4001), (1001, 2001)] })
            .Peer(Data(1, 1000)).Expect(AckOf(2001) with { Sack = [(3001, 4001)] })
            .Peer(Data(2001, 1000)).Expect(AckOf(4001)).Consume(4000);

    [Test]
    public void Four_runs_at_most_are_spoken_of() =>
        Sacking()
            .Peer(Data(101, 10)).Expect(Ack with { Sack = [(101, 111)] })
            .Peer(Data(201, 10)).Expect(Ack with { Sack = [(201, 211), (101, 111)] })
            .Peer(Data(301, 10)).Expect(Ack with { Sack = [(301, 311), (201, 211), (101, 111)] })
            .Peer(Data(401, 10)).Expect(Ack with { Sack = [(401, 411), (301, 311), (201, 211), (101, 111)] })
            .Peer(Data(501, 10)).Expect(Ack with { Sack = [(501, 511), (401, 411), (301, 311), (201, 211)] });

    [Test]
    public void A_peer_that_did_not_ask_for_it_is_not_told() =>
        Established().Peer(Data(1001, 1000)).Expect(Ack).Peer(Data(1, 1000)).Expect(AckOf(2001)).Consume(2000);

    [Test]
    public void Data_leaves_no_room_for_blocks_and_an_acknowledgement_of_its_own_carries_them() =>
        Sacking().Peer(Data(1001, 10)).Write(1000)
            .Expect(Data(1, 1000), Ack with { Seq = 1001, Sack = [(1001, 1011)] })
            .Peer(AckOf(1001)).Quiet();

    [Test]
    public void Selectively_acknowledged_octets_worth_three_segments_mean_a_loss() =>
        Sacking().Write(30_000).Expect(Run(1, 10))
            .Peer(Ack with { Sack = [(1001, 4001)] }).Expect(Run(1, 1)).CountIs(static counters => counters.FastRetransmits, 1);

    [Test]
    public void Three_acknowledgements_with_news_mean_a_loss_however_small_the_segments() =>
        Sacking().Write(10).Expect(Data(1, 10)).Write(10).Expect(Data(11, 10)).Write(10).Expect(Data(21, 10)).Write(10).Expect(Data(31, 10))
            .Write(10).Expect(Data(41, 10))
            .Peer(Ack with { Sack = [(11, 21)] }).Quiet()
            .Peer(Ack with { Sack = [(11, 31)] }).Quiet()
            .Peer(Ack with { Sack = [(11, 41)] }).Expect(Data(1, 10))
            .Peer(AckOf(51)).Quiet();

    [Test]
    public void A_duplicate_without_news_means_nothing() =>
        Sacking().Write(5000).Expect(Run(1, 5)).Peer(Ack with { Sack = [(1001, 2001)] })
            .Peer((Ack with { Sack = [(1001, 2001)] }).Times(10)).Peer(Ack.Times(10)).Quiet();

    [Test]
    public void The_first_two_acknowledgements_with_news_let_new_octets_go() =>
        Sacking().Write(30_000).Expect(Run(1, 10))
            .Peer(Ack with { Sack = [(1001, 2001)] }).Expect(Run(10_001, 1))
            .Peer(Ack with { Sack = [(1001, 3001)] }).Expect(Run(11_001, 1))
            .Peer(Ack with { Sack = [(1001, 4001)] }).Expect(Run(1, 1));

    [Test]
    public void Holes_are_filled_in_order_and_then_new_octets_go() =>
        Sacking().Write(30_000).Expect(Run(1, 10))
            .Peer(Ack with { Sack = [(1001, 2001), (3001, 4001), (5001, 10_001)] })
            .Expect([Data(1, 1000), Data(2001, 1000), Data(4001, 1000), .. Run(10_001, 2)]);

    [Test]
    public void What_is_under_way_bounds_what_goes_again() =>
        Sacking().Write(30_000).Expect(Run(1, 10))
            .Peer(Ack with { Sack = [(1001, 4001)] }).Expect(Run(1, 1))
            .Peer(Ack with { Sack = [(1001, 5001)] }).Quiet()
            .Peer(Ack with { Sack = [(1001, 6001)] }).Quiet()
            .Peer(Ack with { Sack = [(1001, 7001)] }).Expect(Run(10_001, 1))
            .Peer(Ack with { Sack = [(1001, 8001)] }).Expect(Run(11_001, 1));

    [Test]
    public void A_loss_found_at_the_end_of_a_batch_halves_what_was_under_way_before_it() =>
        Sacking().Write(30_000).Expect(Run(1, 10))
            .Peer(AckOf(3001), AckOf(6001), AckOf(6001) with { Sack = [(7001, 10_001)] })
            .Expect([.. Run(6001, 1), .. Run(10_001, 4)]);

    [Test]
    public void A_hole_with_less_than_three_segments_above_it_is_not_lost_yet() =>
        Sacking().Write(10_000).Expect(Run(1, 10))
            .Peer(Ack with { Sack = [(1001, 7001), (8001, 10_001)] }).Expect(Run(1, 1))
            .Peer(AckOf(7001) with { Sack = [(8001, 10_001)] }).Expect(Run(7001, 1))
            .Peer(AckOf(10_001)).Quiet();

    [Test]
    public void Nothing_goes_twice_in_a_recovery() =>
        Sacking().Write(10_000).Expect(Run(1, 10))
            .Peer(Ack with { Sack = [(2001, 6001)] }).Expect(Run(1, 1))
            .Peer(Ack with { Sack = [(2001, 9001)] }).Expect(Run(1001, 1))
            .Peer(Ack with { Sack = [(2001, 10_001)] }).Quiet()
            .Peer(AckOf(1001) with { Sack = [(2001, 10_001)] }).Quiet()
            .Peer(AckOf(10_001)).Quiet();

    [Test]
    public void A_recovery_ends_when_what_was_under_way_at_its_beginning_is_acknowledged() =>
        Sacking().Write(40_000).Expect(Run(1, 10))
            .Peer(Ack with { Sack = [(1001, 10_001)] }).Expect([Data(1, 1000), .. Run(10_001, 4)])
            .Peer(AckOf(10_001)).Expect(Run(14_001, 1))
            .Peer(AckOf(10_001) with { Sack = [(11_001, 12_001)] }).Expect(Run(15_001, 1))
            .Peer(AckOf(10_001) with { Sack = [(11_001, 13_001)] }).Expect(Run(16_001, 1))
            .Peer(AckOf(10_001) with { Sack = [(11_001, 14_001)] }).Expect(Run(10_001, 1));

    [Test]
    public void Blocks_that_cannot_be_are_ignored() =>
        Sacking().Write(10_000).Expect(Run(1, 10))
            .Peer(Ack with { Sack = [(5001, 20_001)] })
            .Peer(Ack with { Sack = [(4001, 2001)] })
            .Peer(Ack with { Sack = [(3001, 3001)] })
            .Peer(Ack with { Sack = [(-5000, 1)] }).Quiet()
            .At(10).Expect(Run(9001, 1)).Peer(AckOf(10_001)).Quiet();

    [Test]
    public void A_block_that_tells_of_a_duplicate_is_ignored() =>
        Sacking().Write(4000).Expect(Run(1, 4)).Peer(AckOf(2001)).Quiet()
            .Peer(AckOf(2001) with { Sack = [(1, 1001)] }).Peer(AckOf(2001) with { Sack = [(1001, 2001)] })
            .Peer(AckOf(2001) with { Sack = [(1, 2001)] }).Peer(AckOf(2001) with { Sack = [(1, 1501)] }).Quiet();

    [Test]
    public void Blocks_of_a_peer_that_never_offered_them_are_ignored() =>
        Established().Write(5000).Expect(Run(1, 5)).Peer(Ack with { Sack = [(1001, 5001)] }).Quiet();

    [Test]
    public void A_selectively_acknowledged_fin_does_not_end_anything() =>
        Sacking().Write(2000).Close().Expect(Data(1, 1000), Data(1001, 1000), Fin with { Seq = 2001 })
            .Peer(Ack with { Sack = [(1001, 2002)] }).Quiet().StateIs(TcpState.FinWait1)
            .At(10).Expect(Run(1, 1)).Peer(AckOf(2002)).Quiet().StateIs(TcpState.FinWait2);

    private Script Sacking() => Established(Opening.WithSack);
}
