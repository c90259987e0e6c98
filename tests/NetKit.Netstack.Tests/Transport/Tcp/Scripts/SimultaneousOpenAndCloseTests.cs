using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 figures 8 and 13: both sides do the same at the same time.</summary>
public sealed class SimultaneousOpenAndCloseTests : ScriptFixture
{
    [Test]
    public void Two_syns_that_cross_are_each_answered() =>
        Crossed().Peer(Ack).Quiet().StateIs(TcpState.Established).Heard("opened");

    [Test]
    public void The_answer_of_a_peer_whose_syn_crossed_ours_opens() =>
        Crossed().Peer(SynAck).Expect(Ack).StateIs(TcpState.Established).Heard("opened")
            .Write(10).Expect(Data(1, 10)).Peer(AckOf(11));

    [Test]
    public void The_answer_of_a_peer_may_come_twice() =>
        Crossed().Peer(SynAck).Expect(Ack).Peer(SynAck).Expect(Ack).StateIs(TcpState.Established);

    [Test]
    public void After_crossing_syns_what_the_peer_offers_is_answered() =>
        NewScript().Connect().Expect(OurSyn)
            .Peer(SynOf(Opening.Modern)).Expect(AnswerTo(Opening.Modern))
            .Peer(Ack).Quiet().StateIs(TcpState.Established);

    [Test]
    public void An_answer_to_a_crossing_syn_is_repeated() =>
        Crossed().At(1000).Expect(SynAck).At(1001).Peer(Ack).Quiet().StateIs(TcpState.Established);

    [Test]
    public void A_reset_ends_crossing_syns() =>
        Crossed().Peer(Reset).Quiet().ConnectionsAre(0).Heard("closed Reset");

    [Test]
    public void Two_fins_that_cross_are_each_acknowledged() =>
        InState(TcpState.Closing)
            .Peer(Ack with { Seq = 2, Ack = 2 }).Quiet().StateIs(TcpState.TimeWait).Heard("space", "closed Finished");

    [Test]
    public void A_fin_that_crossed_and_was_lost_comes_again() =>
        InState(TcpState.Closing)
            .At(200).Expect(Fin with { Ack = 2 })
            .Peer(Ack with { Seq = 2, Ack = 2 }).Quiet().StateIs(TcpState.TimeWait);

    [Test]
    public void A_fin_that_crossed_and_comes_again_is_acknowledged_again() =>
        InState(TcpState.Closing)
            .At(100).Peer(Fin).Expect(Ack with { Seq = 2, Ack = 2 })
            .StateIs(TcpState.Closing);

    [Test]
    public void A_fin_with_an_old_acknowledgement_and_data_leads_to_closing() =>
        InState(TcpState.FinWait1)
            .Peer(Fin with { Length = 10 }).Expect(Ack with { Seq = 2, Ack = 12 })
            .StateIs(TcpState.Closing).Heard("data 10", "end");

    private Script Crossed() =>
        NewScript().Connect().Expect(OurSyn)
            .Peer(Syn).Expect(SynAck).StateIs(TcpState.SynReceived).Heard();
}
