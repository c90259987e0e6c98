using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 5681 §3.2, RFC 6582, RFC 3042: losses that duplicate acknowledgements tell of, without SACK.</summary>
public sealed class FastRecoveryTests : ScriptFixture
{
    [Test]
    public void The_third_duplicate_sends_the_first_segment_again() =>
        Established().Write(5000).Expect(Run(1, 5))
            .Peer(Ack).Quiet().Peer(Ack).Quiet().Peer(Ack).Expect(Run(1, 1))
            .CountIs(static counters => counters.FastRetransmits, 1)
            .Peer(AckOf(5001)).Quiet();

    [Test]
    public void The_first_two_duplicates_let_new_octets_go() =>
        Established().Write(20_000).Expect(Run(1, 10))
            .Peer(Ack).Expect(Run(10_001, 1))
            .Peer(Ack).Expect(Run(11_001, 1))
            .Peer(Ack).Expect(Run(1, 1));

    [Test]
    public void The_window_of_the_peer_bounds_limited_transmit_too() =>
        Established(window: 5000).Write(20_000).Expect(Run(1, 5)).Peer(Ack with { Window = 5000 }, Ack with { Window = 5000 }).Quiet();

    [Test]
    public void The_window_is_halved_once_for_all_losses_of_a_flight() =>
        Established().Write(30_000).Expect(Run(1, 10))
            .Peer(Ack.Times(3)).Expect(Run(1, 1))
            .Peer(AckOf(3001)).Expect(Run(3001, 1))
            .Peer(AckOf(10_001)).Expect(Run(10_001, 5));

    [Test]
    public void In_recovery_each_duplicate_stands_for_a_segment_that_arrived() =>
        Established().Write(30_000).Expect(Run(1, 10))
            .Peer(Ack.Times(3)).Expect(Run(1, 1))
            .Peer(Ack, Ack).Quiet()
            .Peer(Ack).Expect(Run(10_001, 1))
            .Peer(Ack).Expect(Run(11_001, 1));

    [Test]
    public void A_partial_acknowledgement_sends_the_next_hole_again() =>
        Established().Write(10_000).Expect(Run(1, 10))
            .Peer(Ack.Times(3)).Expect(Run(1, 1))
            .Peer(AckOf(4001)).Expect(Run(4001, 1))
            .Peer(AckOf(7001)).Expect(Run(7001, 1))
            .Peer(AckOf(10_001)).Quiet().CountIs(static counters => counters.FastRetransmits, 3);

    [Test]
    public void More_duplicates_do_not_send_the_same_segment_again() =>
        Established().Write(10_000).Expect(Run(1, 10)).Peer(Ack.Times(3)).Expect(Run(1, 1)).Peer(Ack.Times(6)).Quiet();

    [Test]
    public void An_acknowledgement_of_something_new_ends_the_row() =>
        Established().Write(10_000).Expect(Run(1, 10))
            .Peer(Ack, Ack).Quiet().Peer(AckOf(1001)).Quiet()
            .Peer(AckOf(1001), AckOf(1001)).Quiet()
            .Peer(AckOf(1001)).Expect(Run(1001, 1));

    [Test]
    public void With_nothing_under_way_there_are_no_duplicates() =>
        Established().Peer(Ack.Times(10)).Quiet().Write(10).Expect(Data(1, 10)).Peer(Ack, Ack).Quiet();

    [Test]
    public void A_segment_with_octets_is_no_duplicate() =>
        Established().Write(1000).Expect(Run(1, 1))
            .Peer(Data(1, 10), Data(11, 10), Data(21, 10), Data(31, 10)).Expect(Ack with { Seq = 1001, Ack = 41 });

    [Test]
    public void An_acknowledgement_with_another_window_is_no_duplicate() =>
        Established().Write(1000).Expect(Run(1, 1))
            .Peer(Ack with { Window = 9000 }, Ack with { Window = 9001 }, Ack with { Window = 9002 }, Ack with { Window = 9003 }).Quiet();

    [Test]
    public void A_fin_is_no_duplicate() =>
        Established().Write(1000).Expect(Run(1, 1)).Peer(Ack, Ack, Fin).Expect(Ack with { Seq = 1001, Ack = 2 });

    [Test]
    public void Small_segments_go_again_together_and_nothing_behind_them() =>
        Established()
            .Write(10).Expect(Data(1, 10)).Write(10).Expect(Data(11, 10)).Write(10).Expect(Data(21, 10)).Write(10).Expect(Data(31, 10))
            .Peer(Ack.Times(3)).Expect(Data(1, 40)).Peer(AckOf(41)).Quiet();

    [Test]
    public void What_was_not_sent_yet_is_not_sent_again() =>
        Established(window: 50)
            .Write(20).Expect(Data(1, 20)).Write(20).Expect(Data(21, 20)).Write(10).Expect(Data(41, 10)).Write(100).Quiet()
            .Peer((Ack with { Window = 50 }).Times(3)).Expect(Data(1, 50));

    [Test]
    public void A_lost_fin_goes_again_with_the_last_octets() =>
        Established().Write(10).Expect(Data(1, 10)).Write(10).Close().Expect(Fin with { Seq = 11, Length = 10 })
            .Peer(Ack.Times(3)).Expect(Fin with { Length = 20 }).Peer(AckOf(22));

    [Test]
    public void A_segment_lost_again_is_left_to_the_timer() =>
        Established().Write(5000).Expect(Run(1, 5))
            .At(10).Peer(Ack.Times(3)).Expect(Run(1, 1))
            .At(20).Peer(Ack).Quiet()
            .At(209).Quiet()
            .At(210).Expect(Run(1, 1)).CountIs(static counters => counters.RetransmissionTimeouts, 1);

    [Test]
    public void Duplicates_after_a_time_out_begin_no_recovery() =>
        Established().Write(5000).Expect(Run(1, 5))
            .At(200).Expect(Run(1, 1))
            .At(210).Peer(AckOf(1001)).Expect(Run(1001, 2))
            .Peer(AckOf(1001), AckOf(1001)).TakeSent();

    [Test]
    public void The_first_acknowledgement_after_our_syn_may_be_a_duplicate() =>
        Connected().Write(1000).Expect(Run(1, 1)).Peer(Ack.Times(3)).Expect(Run(1, 1)).Peer(AckOf(1001));
}
