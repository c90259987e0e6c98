using System;
using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>How long is waited: for a peer that is silent (RFC 5482), for more to send (RFC 9293 §3.7.4), after a pause (RFC 5681 §4.1).</summary>
public sealed class PatienceTests : ScriptFixture
{
    [Test]
    public void A_connection_ends_when_octets_have_waited_for_the_user_time_out()
    {
        Script script = Established(settings: Script.Settings with { UserTimeout = TimeSpan.FromSeconds(2) }).Write(10).Expect(Data(1, 10)).Forget();
        foreach (int at in (int[])[200, 600, 1400])
        {
            _ = script.At(at).Expect(Data(1, 10));
        }

        _ = script.At(1999).Quiet().StateIs(TcpState.Established)
            .At(2000).Quiet().StateIs(TcpState.Closed).Heard("closed TimedOut");
    }

    [Test]
    public void Progress_gives_the_rest_as_much_time_again() =>
        Established(settings: Script.Settings with { UserTimeout = TimeSpan.FromSeconds(1) }).Write(2000).Expect(Run(1, 2))
            .At(200).Expect(Run(1, 1)).At(600).Expect(Run(1, 1))
            .At(900).Peer(AckOf(1001)).TakeSentCount(1)
            .At(1700).TakeSentCount(1).At(1899).Quiet().StateIs(TcpState.Established).At(1900).Quiet().StateIs(TcpState.Closed);

    [Test]
    public void A_pause_before_writing_takes_nothing_off_the_time() =>
        Established(settings: Script.Settings with { UserTimeout = TimeSpan.FromSeconds(1) })
            .At(60_000).Write(10).Expect(Data(1, 10)).At(60_200).Expect(Data(1, 10)).At(60_600).Expect(Data(1, 10))
            .StateIs(TcpState.Established).At(61_000).Quiet().StateIs(TcpState.Closed);

    [Test]
    public void A_peer_that_keeps_its_window_shut_is_not_silent() =>
        Established(settings: Script.Settings with { UserTimeout = TimeSpan.FromSeconds(1) }).Write(1000).Expect(Run(1, 1))
            .Peer(Ack with { Window = 0 }).Quiet()
            .At(200).Expect(Run(1, 1)).Peer(Ack with { Window = 0 }).At(600).Expect(Run(1, 1)).Peer(Ack with { Window = 0 })
            .At(1400).Expect(Run(1, 1)).StateIs(TcpState.Established).Peer(AckOf(1001));

    [Test]
    public void Small_writes_go_at_once() =>
        Established().Write(10).Expect(Data(1, 10)).Write(10).Expect(Data(11, 10)).Peer(AckOf(21));

    [Test]
    public void With_nagle_a_small_write_waits_while_anything_is_under_way() =>
        Collecting().Write(10).Expect(Data(1, 10)).Write(10).Quiet().Write(20).Quiet()
            .Peer(AckOf(11)).Expect(Data(11, 30)).Peer(AckOf(41));

    [Test]
    public void With_nagle_a_full_segment_does_not_wait() =>
        Collecting().Write(10).Expect(Data(1, 10)).Write(1500).Expect(Data(11, 1000))
            .Peer(AckOf(1011)).Expect(Data(1011, 500)).Peer(AckOf(1511));

    [Test]
    public void With_nagle_the_end_does_not_wait() =>
        Collecting().Write(10).Expect(Data(1, 10)).Write(10).Quiet().Close().Expect(Fin with { Seq = 11, Length = 10 });

    [Test]
    public void After_a_pause_on_a_long_path_the_window_is_what_it_was_at_the_start()
    {
        Script script = NewScript().Peer(Syn).Expect(SynAck).At(50).Peer(Ack);
        _ = script.Write(10_000).TakeSentCount(10).At(100).Peer(AckOf(10_001)).Quiet()
            .Write(30_000).TakeSentCount(20).At(150).Peer(AckOf(30_001)).TakeSentCount(10).At(200).Peer(AckOf(40_001)).Quiet()
            .At(300).Write(30_000).TakeSentCount(30).At(350).Peer(AckOf(70_001)).Quiet()
            .At(5_000).Write(30_000).TakeSentCount(10).Peer(AckOf(80_001)).TakeSentCount(20).Peer(AckOf(100_001)).Quiet();
    }

    [Test]
    public void A_pause_on_a_local_link_changes_nothing() =>
        Established().Write(20_000).TakeSentCount(10).Peer(AckOf(10_001)).TakeSentCount(10).Peer(AckOf(20_001)).Quiet()
            .At(5_000).Write(30_000).TakeSentCount(20).Peer(AckOf(40_001)).TakeSentCount(10).Peer(AckOf(50_001)).Quiet();

    private Script Collecting() => Established(settings: Script.Settings with { Nagle = true });
}
