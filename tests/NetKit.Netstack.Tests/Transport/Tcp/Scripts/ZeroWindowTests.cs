using System;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.8.6.1: the peer's window is closed.</summary>
public sealed class ZeroWindowTests : ScriptFixture
{
    // What has the number before the first that is not acknowledged makes the peer answer.
    private static readonly Segment Probe = Ack with { Seq = 1000 };

    private static readonly Segment Shut = AckOf(1001) with { Window = 0 };

    [Test]
    public void A_closed_window_is_probed_at_growing_intervals_for_as_long_as_the_peer_answers()
    {
        Script script = Closed();
        foreach (double at in (double[])[200, 600, 1400, 3000, 6200, 12_600, 25_400, 51_000, 102_200, 153_400, 204_600])
        {
            _ = script.At(at).Expect(Probe).Peer(Shut).Quiet();
        }

        _ = script.StateIs(TcpState.Established).CountIs(static counters => counters.WindowProbes, 11)
            .CountIs(static counters => counters.RetransmissionTimeouts, 0);
    }

    [Test]
    public void A_window_that_opens_is_used_at_once() =>
        Closed().At(50).Peer(AckOf(1001) with { Window = 5000 }).Expect(Run(1001, 2))
            .At(200).Peer(AckOf(3001)).Quiet().At(10_000).Quiet();

    [Test]
    public void A_lost_window_update_is_made_good_by_a_probe() =>
        Closed().At(200).Expect(Probe).At(210).Peer(AckOf(1001) with { Window = 5000 }).Expect(Run(1001, 2)).Peer(AckOf(3001));

    [Test]
    public void A_window_that_opened_and_closed_again_is_probed_from_the_start() =>
        Closed()
            .At(200).Expect(Probe).Peer(Shut).Quiet()
            .At(600).Expect(Probe).Peer(AckOf(1001) with { Window = 1000 }).Expect(Run(1001, 1))
            .Peer(AckOf(2001) with { Window = 0 }).Quiet()
            .At(799).Quiet()
            .At(800).Expect(Probe with { Seq = 2000 });

    [Test]
    public void Without_anything_to_send_there_is_nothing_to_probe() =>
        Established(window: 1000).Write(1000).Expect(Data(1, 1000)).Peer(Shut).Quiet().At(200_000).Quiet()
            .Write(10).Quiet().At(200_200).Expect(Probe);

    [Test]
    public void A_fin_waits_for_the_window_too() =>
        Established(window: 0).Close().Quiet().StateIs(TcpState.FinWait1)
            .At(200).Expect(Ack with { Seq = 0 })
            .Peer(Ack).Expect(Fin).Peer(AckOf(2)).Quiet().StateIs(TcpState.FinWait2);

    [Test]
    public void A_peer_that_is_silent_behind_a_closed_window_is_given_up_by_the_keep_alive_timer()
    {
        TcpSettings settings = Script.Settings with
        {
            KeepAliveIdle = TimeSpan.FromSeconds(1),
            KeepAliveInterval = TimeSpan.FromSeconds(1),
            KeepAliveProbes = 2,
        };
        _ = Established(settings: settings, window: 1000).Write(3000).Expect(Data(1, 1000)).Peer(Shut).Quiet().Forget()
            .At(200).Expect(Probe)
            .At(600).Expect(Probe)
            .At(1000).Expect(Probe)
            .At(1400).Expect(Probe)
            .At(2000).Expect(Probe)
            .At(3000).Expect().Heard("closed TimedOut");
    }

    [Test]
    public void A_window_shut_on_what_is_under_way_is_held_off_for_as_long_as_the_peer_answers()
    {
        Script script = Established(window: 2000).Write(4000).Expect(Run(1, 2)).Peer(Ack with { Window = 0 }).Quiet();
        for (int i = 0; i < 15; i++)
        {
            _ = script.AtNext().Expect(Data(1, 1000)).Peer(Ack with { Window = 0 }).Quiet();
        }

        _ = script.StateIs(TcpState.Established).Peer(AckOf(1001) with { Window = 2000 }).Expect(Run(1001, 2));
    }

    [Test]
    public void A_probe_is_no_acknowledgement() =>
        Closed().At(199).Peer(Ack with { Window = 0, Ack = 1001, Seq = 1 })
            .At(200).Peer(Data(1, 10) with { Ack = 1001, Window = 0 }).Expect(Probe with { Ack = 11 }, Ack with { Seq = 1001, Ack = 11 });

    [Test]
    public void The_first_flight_may_find_a_closed_window() =>
        Established(window: 0).Write(10).Quiet()
            .At(200).Expect(Ack with { Seq = 0 }).Peer(Ack with { Window = 10 }).Expect(Data(1, 10)).Peer(AckOf(11));

    // A peer has shut its window after the first segment of three.
    private Script Closed() =>
        Established(window: 1000).Write(3000).Expect(Data(1, 1000)).Peer(Shut).Quiet();
}
