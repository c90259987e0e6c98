using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 9293 §3.5: the peer opens a connection.</summary>
public sealed class OpeningTests : ScriptFixture
{
    [Test]
    public void A_syn_is_answered_when_the_owner_accepts() =>
        NewScript().OwnerHesitates()
            .Peer(Syn).Quiet().StateIs(TcpState.SynReceived).Heard("request")
            .At(700).Quiet()
            .Accept().Expect(SynAck with { Window = 65_535 })
            .Peer(Ack).Quiet().StateIs(TcpState.Established).Heard("opened");

    [Test]
    public void A_syn_that_the_owner_refuses_is_reset() =>
        NewScript().OwnerHesitates()
            .Peer(Syn).Quiet()
            .At(5).Abort().Expect(ResetAck)
            .StateIs(TcpState.Closed).ConnectionsAre(0).Heard("request");

    [Test]
    public void A_syn_that_the_owner_drops_is_never_answered() =>
        NewScript().OwnerHesitates().Peer(Syn).Drop().Quiet().ConnectionsAre(0);

    [Test]
    public void Only_what_the_peer_offers_is_answered(
        [Values(-1, 0, 7)] int scale, [Values] bool sack, [Values] bool stamps) =>
        Established(new Opening(Full, (sbyte)scale, sack, stamps)).Quiet();

    [Test]
    public void A_peer_that_repeats_its_syn_before_the_answer_makes_no_second_request() =>
        NewScript().OwnerHesitates()
            .Peer(Syn).At(1000).Peer(Syn).Quiet().Heard("request")
            .Accept().Expect(SynAck);

    [Test]
    public void A_syn_that_comes_again_is_answered_again() =>
        NewScript().Peer(Syn).Expect(SynAck).At(500).Peer(Syn).Expect(SynAck).Peer(Ack).Quiet().StateIs(TcpState.Established);

    [Test]
    public void An_answer_that_is_not_acknowledged_is_repeated_at_growing_intervals_and_given_up() =>
        NewScript().Peer(Syn).Expect(SynAck).Forget()
            .At(1_000).Expect(SynAck)
            .At(3_000).Expect(SynAck)
            .At(7_000).Expect(SynAck)
            .At(15_000).Expect(SynAck)
            .At(31_000).Expect(SynAck)
            .At(63_000).Expect(SynAck)
            .At(123_000).Quiet()
            .StateIs(TcpState.Closed).ConnectionsAre(0).Heard("closed TimedOut");

    [Test]
    public void Data_may_come_with_the_last_step_of_the_handshake() =>
        NewScript().Peer(Syn).Expect(SynAck)
            .Peer(Data(1, 10)).Expect(AckOf(11))
            .Heard("request", "opened", "data 10");

    [Test]
    public void A_fin_may_come_with_the_last_step_of_the_handshake() =>
        NewScript().Peer(Syn).Expect(SynAck)
            .Peer(Fin with { Length = 10 }).Expect(AckOf(12))
            .StateIs(TcpState.CloseWait)
            .Heard("request", "opened", "data 10", "end");

    [Test]
    public void A_lost_last_step_is_made_good_by_the_data_behind_it() =>
        NewScript().Peer(Syn).Expect(SynAck)
            .At(10).Peer(Data(1001, 10)).Expect(AckOf(1)).StateIs(TcpState.Established)
            .Peer(Data(1, 1000)).Expect(AckOf(1011));

    [Test]
    public void An_acknowledgement_of_something_else_is_reset_and_the_handshake_goes_on() =>
        NewScript().Peer(Syn).Expect(SynAck)
            .Peer(AckOf(2)).Expect(Reset with { Seq = 2 }).StateIs(TcpState.SynReceived)
            .Peer(AckOf(0)).Expect(Reset with { Seq = 0 })
            .Peer(Ack).Quiet().StateIs(TcpState.Established);

    [Test]
    public void A_segment_without_an_acknowledgement_is_dropped_before_and_after_the_handshake() =>
        NewScript().Peer(Syn).Expect(SynAck)
            .Peer(Data(1, 10) with { Flags = TcpFlags.None }).Quiet().StateIs(TcpState.SynReceived)
            .Peer(Ack).Forget()
            .Peer(Data(1, 10) with { Flags = TcpFlags.None }).Quiet()
            .Peer(Fin with { Flags = TcpFlags.Fin }).Quiet()
            .StateIs(TcpState.Established).Heard();

    [Test]
    public void A_reset_in_syn_received_ends_the_attempt() =>
        NewScript().Peer(Syn).Expect(SynAck)
            .Peer(Reset).Quiet().StateIs(TcpState.Closed).Heard("request", "closed Reset");

    [Test]
    public void A_reset_before_the_owner_has_answered_ends_the_attempt() =>
        NewScript().OwnerHesitates().Peer(Syn).Peer(Reset).Quiet().ConnectionsAre(0).Heard("request", "closed Reset");

    [Test]
    public void A_reset_in_syn_received_that_is_only_nearly_right_is_challenged() =>
        NewScript().Peer(Syn).Expect(SynAck)
            .Peer(Reset with { Seq = 2 }).Expect(Ack).StateIs(TcpState.SynReceived)
            .Peer(Ack).Quiet().StateIs(TcpState.Established);

    [Test]
    public void Octets_on_a_syn_are_not_taken_and_come_again() =>
        NewScript().Peer(Syn with { Length = 100 }).Expect(SynAck)
            .Peer(Data(1, 100)).Expect(AckOf(101)).Heard("request", "opened", "data 100");

    [Test]
    public void An_owner_that_accepts_and_closes_at_once_still_shakes_hands_first() =>
        NewScript().OwnerHesitates().Peer(Syn).Accept().Close().Expect(SynAck)
            .Peer(Ack).Expect(Fin).StateIs(TcpState.FinWait1)
            .Peer(Fin with { Ack = 2 }).Expect(Ack with { Seq = 2, Ack = 2 }).StateIs(TcpState.TimeWait);

    [Test]
    public void A_peer_without_a_segment_size_gets_536_octets() =>
        Established(new Opening(0)).Write(600).Expect(Data(1, 536), Data(537, 64)).Peer(AckOf(601));

    [TestCase(400, 400)]
    [TestCase(1000, 1000)]
    [TestCase(9000, 1000)]
    public void The_smaller_segment_size_counts(int offered, int used) =>
        Established(new Opening((ushort)offered)).Write(used + 1).Expect(Data(1, used), Data(used + 1, 1)).Peer(AckOf(used + 2));

    [Test]
    public void Timestamps_take_twelve_octets_of_a_segment() =>
        Established(Opening.WithStamps).Write(1000).Expect(Data(1, 988), Data(989, 12)).Peer(AckOf(1001));

    [Test]
    public void The_window_of_the_peer_is_shifted_as_it_said([Range(0, 14)] int scale)
    {
        int window = 1 << scale;
        Script script = Established(new Opening(Full, (sbyte)scale), window: 1).Write(30_000);
        _ = scale < 10 ? script.Expect(Data(1, window)) : script.Expect(Run(1, int.Min(window / Full, 10)));
    }

    [Test]
    public void The_window_of_a_syn_is_never_shifted() =>
        NewScript().Peer(SynOf(Opening.Modern) with { Window = 10 }).Expect(AnswerTo(Opening.Modern) with { Window = 65_535 })
            .Peer(Ack with { Window = 10 }).Write(2000).Expect(Data(1, 988))
            .Peer(AckOf(989) with { Window = 10 }).Expect(Data(989, 988), Data(1977, 24))
            .Peer(AckOf(2001) with { Window = 10 });

    [Test]
    public void Initial_sequence_numbers_differ_by_tuple_and_grow_in_time()
    {
        Script script = NewScript();
        _ = script.Peer(Syn, Syn with { Port = 50_001 }).Expect(SynAck, SynAck with { Port = 50_001 });
        SeqNum first = script.InitialOf();
        Assert.That(script.InitialOf(50_001), Is.Not.EqualTo(first));
        _ = script.Peer(Reset, Reset with { Port = 50_001 }).Quiet()
            .At(1000).Peer(Syn).Expect(SynAck).Peer(Reset);
        Assert.That(script.InitialOf() - first, Is.EqualTo(250_000), "RFC 6528: four microseconds each.");
    }

    [Test]
    public void Initial_sequence_numbers_depend_on_the_seed()
    {
        Script one = NewScript(seed: 1).Peer(Syn).Expect(SynAck);
        Script other = NewScript(seed: 2).Peer(Syn).Expect(SynAck);
        Assert.That(one.InitialOf(), Is.Not.EqualTo(other.InitialOf()));
    }
}
