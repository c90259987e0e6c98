using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.10.7.3: we open a connection.</summary>
public sealed class ConnectingTests : ScriptFixture
{
    [Test]
    public void A_syn_offers_everything_and_its_answer_is_acknowledged() =>
        Connected().Peer(Data(1, 10)).Expect(AckOf(11)).Heard("data 10");

    [Test]
    public void Only_what_both_offer_is_used() =>
        Connected(Opening.Modern).At(3).Write(10).Expect(Data(1, 10) with { Stamp = (3, 5000) }).Peer(AckOf(11));

    [Test]
    public void A_syn_that_nobody_answers_is_repeated_at_growing_intervals_and_given_up() =>
        NewScript().Connect().Expect(OurSyn)
            .At(1_000).Expect(OurSyn)
            .At(3_000).Expect(OurSyn)
            .At(7_000).Expect(OurSyn)
            .At(15_000).Expect(OurSyn)
            .At(31_000).Expect(OurSyn)
            .At(63_000).Expect(OurSyn)
            .At(123_000).Quiet()
            .StateIs(TcpState.Closed).ConnectionsAre(0).Heard("closed TimedOut");

    [Test]
    public void A_reset_that_acknowledges_our_syn_refuses() =>
        NewScript().Connect().Expect(OurSyn)
            .Peer(ResetAck).Quiet().StateIs(TcpState.Closed).ConnectionsAre(0).Heard("closed Refused");

    [Test]
    public void A_reset_that_does_not_acknowledge_our_syn_is_nobodys() =>
        NewScript().Connect().Expect(OurSyn)
            .Peer(Reset with { Seq = 0 }).Quiet()
            .Peer(ResetAck with { Ack = 0 }).Quiet()
            .Peer(ResetAck with { Ack = 2 }).Quiet()
            .StateIs(TcpState.SynSent).Heard();

    [Test]
    public void An_acknowledgement_of_something_else_is_reset() =>
        NewScript().Connect().Expect(OurSyn)
            .Peer(SynAck with { Ack = 0 }).Expect(Reset with { Seq = 0 })
            .Peer(SynAck with { Ack = 77 }).Expect(Reset with { Seq = 77 })
            .Peer(AckOf(2)).Expect(Reset with { Seq = 2 })
            .StateIs(TcpState.SynSent);

    [Test]
    public void An_acknowledgement_without_a_syn_says_nothing() =>
        NewScript().Connect().Expect(OurSyn).Peer(Ack).Quiet().StateIs(TcpState.SynSent);

    [Test]
    public void Data_without_an_acknowledgement_says_nothing() =>
        NewScript().Connect().Expect(OurSyn).Peer(Data(1, 5) with { Flags = TcpFlags.None }).Quiet().StateIs(TcpState.SynSent);

    [Test]
    public void The_first_flight_keeps_to_the_window_of_the_answer() =>
        NewScript().Connect().Expect(OurSyn)
            .Peer(SynAck with { Window = 1500 }).Expect(Ack).Write(4000).Expect(Data(1, 1000), Data(1001, 500))
            .Peer(AckOf(1501)).Expect(Run(1501, 2)[0], Run(1501, 2)[1], Data(3501, 500));

    [Test]
    public void An_answer_that_comes_again_is_acknowledged_again() =>
        Connected().At(50).Peer(SynAck).Expect(Ack);

    [Test]
    public void A_connection_that_exists_cannot_be_begun_again()
    {
        Script script = Connected();
        Assert.That(script.Layer.Connect(script.Now, Script.KeyOf(Script.PeerPort)), Is.Null);
        Assert.That(script.Layer.IsInUse(Script.KeyOf(Script.PeerPort)));
        _ = script.Peer(Data(1, 1)).Expect(AckOf(2));
    }

    [Test]
    public void An_attempt_that_is_aborted_leaves_without_a_word() =>
        NewScript().Connect().Expect(OurSyn).Abort().Quiet().ConnectionsAre(0)
            .Peer(SynAck).Expect(Reset with { Seq = 1 });

    [Test]
    public void An_attempt_that_is_aborted_before_its_syn_says_nothing_at_all() =>
        NewScript().Connect().Abort().Quiet().ConnectionsAre(0);

    [Test]
    public void What_is_closed_before_it_is_open_opens_and_then_closes() =>
        NewScript().Connect().Close().Expect(OurSyn)
            .Peer(SynAck).Expect(Fin).StateIs(TcpState.FinWait1).Heard("opened");

    [Test]
    public void A_syn_that_did_not_get_onto_the_link_goes_again_when_the_peer_is_found()
    {
        Script script = NewScript().Connect().Expect(OurSyn).At(20);
        script.Layer.ReopenTo(IpAddress.FromV4(10, 0, 2, 101));
        _ = script.Quiet();
        script.Layer.ReopenTo(IpAddress.FromV4(10, 0, 2, 100));
        _ = script.Expect(OurSyn).Peer(SynAck).Expect(Ack);
    }

    [Test]
    public void A_handshake_that_needed_a_second_syn_measures_nothing_and_doubts_the_first_guess() =>
        NewScript().Connect().Expect(OurSyn)
            .At(1_000).Expect(OurSyn)
            .At(1_010).Peer(SynAck).Expect(Ack)
            .Write(10).Expect(Data(1, 10))
            .At(4_010).Expect(Data(1, 10));
}
