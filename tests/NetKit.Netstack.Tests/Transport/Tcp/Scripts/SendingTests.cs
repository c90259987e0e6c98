using System.Collections.Generic;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.10.2, RFC 5681 §3.1: what goes out, and when.</summary>
public sealed class SendingTests : ScriptFixture
{
    [Test]
    public void What_is_written_goes_out_at_once() =>
        Established().Write(10).Expect(Data(1, 10)).Write(10).Expect(Data(11, 10)).Peer(AckOf(21)).Quiet();

    [Test]
    public void What_is_written_in_one_turn_shares_a_segment() =>
        Established().Write(10).Write(20).Write(30).Expect(Data(1, 60)).Peer(AckOf(61));

    [Test]
    public void More_than_a_segment_is_cut() =>
        Established().Write(2500).Expect(Data(1, 1000), Data(1001, 1000), Data(2001, 500)).Peer(AckOf(2501)).Quiet();

    [Test]
    public void The_first_flight_is_ten_segments() => Established().Write(30_000).Expect(Run(1, 10));

    [Test]
    public void Acknowledgements_read_in_one_batch_open_the_window_as_far_as_one_by_one() =>
        Established().Write(40_000).Expect(Run(1, 10)).Peer([.. Acks(1001, 10_001)]).Expect(Run(10_001, 20));

    [Test]
    public void The_window_doubles_in_a_round_trip() =>
        Established(Wide).Write(60_000).Expect(Run(1, 10))
            .Peer(AckOf(10_001)).Expect(Run(10_001, 20))
            .Peer(AckOf(30_001)).Expect(Run(30_001, 30));

    [Test]
    public void Each_acknowledgement_lets_twice_as_much_go() =>
        Established().Write(30_000).Expect(Run(1, 10))
            .Peer(AckOf(2001)).Expect(Run(10_001, 4))
            .Peer(AckOf(3001)).Expect(Run(14_001, 2));

    [Test]
    public void A_window_that_was_not_used_does_not_grow()
    {
        Script script = Established(Wide);
        for (int i = 0; i < 20; i++)
        {
            _ = script.Write(1000).Expect(Data(1 + i * 1000, 1000)).Peer(AckOf(1001 + i * 1000)).Quiet();
        }

        _ = script.Write(60_000).Expect(Run(20_001, 10));
    }

    [Test]
    public void The_window_of_the_peer_bounds_what_is_under_way() =>
        Established(window: 3000).Write(10_000).Expect(Run(1, 3))
            .Peer(AckOf(1001) with { Window = 3000 }).Expect(Run(3001, 1))
            .Peer(AckOf(4001) with { Window = 3000 }).Expect(Run(4001, 3));

    [Test]
    public void A_peer_that_takes_its_window_back_is_sent_no_more() =>
        Established(window: 5000).Write(9000).Expect(Run(1, 5))
            .Peer(AckOf(1001) with { Window = 1000 }).Quiet()
            .Peer(AckOf(5001) with { Window = 1000 }).Expect(Run(5001, 1));

    [Test]
    public void An_old_segment_does_not_change_the_window() =>
        Established(window: 2000).Peer(Data(1, 10) with { Window = 2000 }).Expect(AckOf(11))
            .Peer(Ack with { Seq = 11, Window = 1000 }).Quiet()
            .Peer(Ack with { Seq = 1, Window = 9000 }).Expect(AckOf(11))
            .Write(5000).Expect(Data(1, 1000) with { Ack = 11 });

    [Test]
    public void An_acknowledgement_inside_a_segment_frees_what_it_says() =>
        Established().Write(2000).Expect(Run(1, 2)).Peer(AckOf(1501)).Quiet().Heard("space")
            .Peer(AckOf(2001)).Quiet();

    [Test]
    public void An_old_acknowledgement_changes_nothing() =>
        Established().Write(2000).Expect(Run(1, 2)).Peer(AckOf(2001)).Forget().Peer(AckOf(1001)).Quiet().Heard();

    [Test]
    public void A_queue_that_is_full_takes_more_when_it_is_acknowledged() =>
        Established().WriteAll(65_536).Expect(Run(1, 10)).WriteAll(0)
            .Peer(AckOf(1001)).Expect(Run(10_001, 2)).Heard("space").WriteAll(1000);

    [Test]
    public void A_queue_that_was_full_and_all_under_way_doubles()
    {
        TcpSettings settings = Script.Settings with { InitialWindow = 4096, MinimumWindow = 4096, MaximumWindow = 16 << 10 };
        _ = Established(settings: settings).WriteAll(4096).Expect([.. Run(1, 4), Data(4001, 96)])
            .Peer(AckOf(1001)).Quiet().WriteAll(5096)
            .Expect([.. Run(4097, 5), Data(9097, 96)]);
    }

    [Test]
    public void A_long_stream_wraps_in_the_queue_and_stays_right()
    {
        Script script = Established();
        for (int i = 0; i < 100; i++)
        {
            long seq = 1 + i * 7300L;
            _ = script.Write(7300).Expect([.. Run(seq, 7), Data(seq + 7000, 300)]).Peer(AckOf(seq + 7300)).Quiet();
        }
    }

    [Test]
    public void A_segment_that_a_full_link_refused_is_prepared_again() =>
        Established().Write(1500)
            .ExpectRefused(Data(1, 1000))
            .ExpectRefused(Data(1, 1000))
            .Expect(Data(1, 1000), Data(1001, 500)).Peer(AckOf(1501));

    [Test]
    public void What_a_full_link_refused_may_grow_meanwhile() =>
        Established().Write(100).ExpectRefused(Data(1, 100)).Write(100).Expect(Data(1, 200)).Peer(AckOf(201));

    [Test]
    public void A_link_that_cuts_itself_gets_it_all_in_one_frame()
    {
        TcpSettings settings = Script.Settings with { MaximumBurst = 64_000 };
        _ = Established(settings: settings).Write(30_500).Expect(Data(1, 10_000))
            .Peer(AckOf(10_001)).Expect(Data(10_001, 20_000))
            .Peer(AckOf(30_001)).Expect(Data(30_001, 500)).Peer(AckOf(30_501));
    }

    [Test]
    public void A_frame_for_a_link_that_cuts_is_whole_segments_and_no_longer_than_it_takes()
    {
        TcpSettings settings = Script.Settings with { MaximumBurst = 4_500 };
        _ = Established(settings: settings).Write(9_500).Expect(Data(1, 4000), Data(4001, 4000), Data(8001, 1500)).Peer(AckOf(9501));
    }

    [Test]
    public void Connections_take_turns() =>
        Opened(NewScript(), Opening.Plain, ushort.MaxValue)
            .Peer(Syn with { Port = 50_001 }).Expect(SynAck with { Port = 50_001 })
            .Peer(Data(1, 10) with { Port = 50_001 }, Data(1, 10)).Expect(AckOf(11) with { Port = 50_001 }, AckOf(11));

    [TestCase(TcpState.Established, true)]
    [TestCase(TcpState.CloseWait, true)]
    [TestCase(TcpState.FinWait1, false)]
    [TestCase(TcpState.Closing, false)]
    public void Writing_is_for_the_states_before_our_fin(TcpState state, bool allowed)
    {
        Script script = InState(state).WriteAll(allowed ? 65_536 : 0);
        _ = allowed ? script.TakeSent() : script.Quiet().TakeSent();
    }

    private static Opening Wide => new(Full, 7);

    private static IEnumerable<Segment> Acks(int first, int last)
    {
        for (int ack = first; ack <= last; ack += 1000)
        {
            yield return AckOf(ack);
        }
    }
}
