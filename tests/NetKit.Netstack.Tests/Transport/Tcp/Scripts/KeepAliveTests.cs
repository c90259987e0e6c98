using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.8.4: is the peer still there?</summary>
public sealed class KeepAliveTests : ScriptFixture
{
    private static readonly Segment Probe = Ack with { Seq = 0 };

    [Test]
    public void A_silent_peer_is_asked_after_five_minutes_and_then_left_alone_for_five_more() =>
        Established()
            .At(299_999).Quiet()
            .At(300_000).Expect(Probe)
            .At(300_001).Peer(Ack).Quiet()
            .At(600_000).Quiet()
            .At(600_001).Expect(Probe).Peer(Ack).StateIs(TcpState.Established)
            .CountIs(static counters => counters.KeepAlives, 2);

    [Test]
    public void A_peer_that_does_not_answer_eight_times_is_given_up() =>
        Established().Forget()
            .At(300_000).Expect(Probe)
            .At(330_000).Expect(Probe)
            .At(360_000).Expect(Probe)
            .At(390_000).Expect(Probe)
            .At(420_000).Expect(Probe)
            .At(450_000).Expect(Probe)
            .At(480_000).Expect(Probe)
            .At(510_000).Expect(Probe)
            .At(540_000).Quiet().StateIs(TcpState.Closed).ConnectionsAre(0).Heard("closed TimedOut");

    [Test]
    public void An_answer_resets_the_count() =>
        Established()
            .At(300_000).Expect(Probe)
            .At(330_000).Expect(Probe).At(330_010).Peer(Ack).Quiet()
            .At(630_010).Expect(Probe)
            .At(660_010).Expect(Probe)
            .At(690_010).Expect(Probe)
            .At(720_010).Expect(Probe)
            .At(750_010).Expect(Probe)
            .At(780_010).Expect(Probe)
            .At(810_010).Expect(Probe)
            .At(840_010).Expect(Probe).StateIs(TcpState.Established);

    [Test]
    public void Traffic_puts_the_question_off() =>
        Established().At(200_000).Peer(Data(1, 10)).Expect(AckOf(11))
            .At(499_999).Quiet()
            .At(500_000).Expect(Probe with { Ack = 11 }).Peer(Ack with { Seq = 11 }).Quiet();

    [Test]
    public void A_peer_that_is_gone_answers_with_a_reset() =>
        Established().Forget().At(300_000).Expect(Probe).Peer(Reset).Quiet().Heard("closed Reset");

    [TestCase(TcpState.CloseWait)]
    [TestCase(TcpState.FinWait2)]
    public void A_half_closed_peer_is_asked_too(TcpState state) =>
        InState(state).At(300_000).Expect(Ack with { Seq = OursIn(state) - 1, Ack = TheirsIn(state) });

    [Test]
    public void The_question_of_the_peer_is_answered() =>
        Established().At(50_000).Peer(Ack with { Seq = 0 }).Expect(Ack)
            .At(60_000).Peer(Data(0, 1)).Expect(Ack).Heard();
}
