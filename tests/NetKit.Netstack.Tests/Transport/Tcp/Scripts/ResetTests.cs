using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.5.2, §3.5.3, §3.10.5: RSTs in and out.</summary>
public sealed class ResetTests : ScriptFixture
{
    [TestCase(TcpState.SynReceived)]
    [TestCase(TcpState.Established)]
    [TestCase(TcpState.FinWait1)]
    [TestCase(TcpState.FinWait2)]
    [TestCase(TcpState.CloseWait)]
    [TestCase(TcpState.Closing)]
    [TestCase(TcpState.LastAck)]
    public void A_reset_that_is_exactly_right_ends_the_connection(TcpState state) =>
        InState(state).Peer(Reset with { Seq = TheirsIn(state) }).Quiet()
            .StateIs(TcpState.Closed).ConnectionsAre(0).Heard("closed Reset")
            .CountIs(static counters => counters.ResetsIn, 1);

    [TestCase(TcpState.Established)]
    [TestCase(TcpState.FinWait2)]
    [TestCase(TcpState.CloseWait)]
    public void A_reset_may_carry_an_acknowledgement(TcpState state) =>
        InState(state).Peer(ResetAck with { Seq = TheirsIn(state), Ack = OursIn(state) }).Quiet().Heard("closed Reset");

    [TestCase(TcpState.SynReceived)]
    [TestCase(TcpState.Established)]
    [TestCase(TcpState.FinWait1)]
    [TestCase(TcpState.FinWait2)]
    [TestCase(TcpState.CloseWait)]
    public void An_owner_that_aborts_resets_the_peer(TcpState state) =>
        InState(state).Abort().Expect(Reset with { Seq = OursIn(state) })
            .StateIs(TcpState.Closed).ConnectionsAre(0).Heard()
            .CountIs(static counters => counters.ResetsOut, 1);

    [Test]
    public void A_reset_stands_behind_what_is_under_way() =>
        Established().Write(1500).Expect(Data(1, 1000), Data(1001, 500)).Abort().Expect(Reset with { Seq = 1501 });

    [Test]
    public void What_was_only_queued_does_not_count_for_a_reset() =>
        Established(window: 1000).Write(1500).Expect(Data(1, 1000)).Abort().Expect(Reset with { Seq = 1001 });

    [Test]
    public void Aborting_twice_resets_once() => Established().Abort().Abort().Expect(Reset);

    [Test]
    public void A_dropped_connection_says_nothing_and_its_peer_is_reset_when_it_speaks() =>
        Established().Drop().Quiet().Heard()
            .Peer(Data(1, 5) with { Ack = 7 }).Expect(Reset with { Seq = 7 });

    [Test]
    public void Segments_of_nobodys_connection_are_reset()
    {
        Script script = NewScript();
        _ = script.Peer(Ack with { Ack = 77 }).Expect(Reset with { Seq = 77 })
            .Peer(SynAck with { Ack = 99 }).Expect(Reset with { Seq = 99 })
            .Peer(Data(50, 10) with { Flags = TcpFlags.None }).Expect(ResetAck with { Ack = 60 })
            .Peer(Fin with { Flags = TcpFlags.Fin, Seq = 50, Length = 10 }).Expect(ResetAck with { Ack = 61 })
            .CountIs(static counters => counters.ResetsOut, 4);
    }

    [Test]
    public void A_reset_is_never_answered() => NewScript().Peer(Reset, ResetAck).Quiet();

    [Test]
    public void A_syn_that_also_says_fin_is_none() =>
        NewScript().Peer(Syn with { Flags = TcpFlags.Syn | TcpFlags.Fin }).Expect(ResetAck with { Ack = 2 }).Heard();

    [Test]
    public void Resets_that_cannot_be_sent_are_bounded()
    {
        Script script = NewScript();
        for (ushort port = 1; port <= 1000; port++)
        {
            _ = script.Peer(Ack with { Port = port });
        }

        Assert.That(script.TakeSent(), Has.Count.EqualTo(256));
    }

    [Test]
    public void Octets_under_way_are_gone_with_a_reset() =>
        Established().Write(5000).Expect(Run(1, 5)).Peer(Reset).Quiet().At(10_000).Quiet();

    [TestCase("opened")]
    [TestCase("data 10")]
    public void An_owner_may_abort_while_it_is_being_told(string news) =>
        NewScript().When(news, static connection => connection.Abort())
            .Peer(Syn).Expect(SynAck).Forget()
            .Peer(Data(1, 10)).Expect(Reset)
            .ConnectionsAre(0);

    [Test]
    public void An_owner_that_aborts_when_it_hears_of_the_request_refuses() =>
        NewScript().OwnerHesitates().When("request", static connection => connection.Abort())
            .Peer(Syn).Expect(ResetAck).ConnectionsAre(0).Heard("request");

    [Test]
    public void An_owner_that_aborts_when_it_hears_of_readable_octets_hears_no_more() =>
        Established().OwnerTakes(0).Peer(Data(1, 10)).Expect(AckOf(11)).Forget()
            .When("readable", static connection => connection.Abort())
            .Peer(Fin with { Seq = 11, Length = 10 }).Expect(Reset).Heard("readable");

    [Test]
    public void An_owner_that_aborts_when_it_hears_of_room_hears_no_more() =>
        Established().Write(10).Expect(Data(1, 10))
            .When("space", static connection => connection.Abort())
            .Peer(Fin with { Ack = 11 }).Expect(Reset with { Seq = 11 }).Heard("space");

    [Test]
    public void An_owner_that_aborts_when_it_hears_of_the_end_hears_no_more() =>
        InState(TcpState.FinWait2)
            .When("end", static connection => connection.Abort())
            .Peer(Fin with { Ack = 2 }).Expect(Ack with { Seq = 2, Ack = 2 }).Heard("end").StateIs(TcpState.TimeWait);

    [Test]
    public void An_owner_that_drops_while_it_takes_octets_hears_no_more() =>
        Established().When("data 10", static connection => connection.Drop())
            .Peer(Fin with { Length = 10 }).Quiet().Heard("data 10").ConnectionsAre(0);

    [Test]
    public void An_owner_may_drop_when_it_hears_of_the_close() =>
        InState(TcpState.LastAck).When("closed Finished", static connection => connection.Drop())
            .Peer(Ack with { Seq = 2, Ack = 2 }).Quiet().Heard("closed Finished");

    [Test]
    public void An_owner_may_close_and_write_while_it_is_being_told() =>
        Established()
            .When("data 10", connection =>
            {
                _ = connection.Write(Pattern.Of(0, 20));
                connection.Close();
            })
            .Peer(Data(1, 10)).Expect(Fin with { Ack = 11, Length = 20 }).StateIs(TcpState.FinWait1);
}
