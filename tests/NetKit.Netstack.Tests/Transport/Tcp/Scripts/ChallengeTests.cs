using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 5961: what a stranger who guesses may send, and is not believed.</summary>
public sealed class ChallengeTests : ScriptFixture
{
    [TestCase(TcpState.Established)]
    [TestCase(TcpState.FinWait1)]
    [TestCase(TcpState.FinWait2)]
    [TestCase(TcpState.CloseWait)]
    [TestCase(TcpState.Closing)]
    [TestCase(TcpState.LastAck)]
    public void A_syn_is_challenged_whatever_its_number(TcpState state)
    {
        foreach (long seq in (long[])[0, 1, 2, 3, 100, 70_000, -70_000])
        {
            _ = InState(state).Peer(Syn with { Seq = seq })
                .Expect(Ack with { Seq = OursIn(state), Ack = TheirsIn(state) }).StateIs(state).Heard();
        }
    }

    [Test]
    public void A_syn_with_an_acknowledgement_is_challenged() => Established().Peer(SynAck).Expect(Ack);

    [TestCase(TcpState.Established)]
    [TestCase(TcpState.FinWait1)]
    [TestCase(TcpState.FinWait2)]
    [TestCase(TcpState.CloseWait)]
    [TestCase(TcpState.Closing)]
    [TestCase(TcpState.LastAck)]
    [TestCase(TcpState.TimeWait)]
    public void A_reset_inside_the_window_but_not_at_its_beginning_is_challenged(TcpState state) =>
        InState(state).At(200 - 1).Peer(Reset with { Seq = TheirsIn(state) + 1 })
            .Expect(Ack with { Seq = OursIn(state), Ack = TheirsIn(state) })
            .StateIs(state).Heard().CountIs(static counters => counters.ChallengeAcks, 1);

    [TestCase(0)]
    [TestCase(-1000)]
    [TestCase(65_536)]
    [TestCase(1_000_000)]
    public void A_reset_outside_the_window_is_ignored(long seq) =>
        Established().Peer(Reset with { Seq = seq }).Quiet().StateIs(TcpState.Established)
            .CountIs(static counters => counters.OutOfWindow, 1);

    [Test]
    public void A_peer_that_meant_its_reset_repeats_it_with_the_right_number() =>
        Established().Peer(Data(101, 10)).Expect(Ack)
            .Peer(Reset with { Seq = 111 }).Expect(Ack)
            .Peer(Reset).Quiet().StateIs(TcpState.Closed);

    [Test]
    public void An_acknowledgement_of_what_was_never_sent_is_challenged_and_its_data_not_taken() =>
        Established().Forget().Peer(Data(1, 10) with { Ack = 2 }).Expect(Ack).Heard().ReadableIs(0);

    [Test]
    public void An_acknowledgement_from_long_ago_is_challenged_and_its_data_not_taken() =>
        Established().Forget().Peer(Data(1, 10) with { Ack = 1 - 65_536 }).Expect(Ack).Heard();

    [Test]
    public void An_acknowledgement_from_not_so_long_ago_is_old_and_its_data_taken() =>
        Established().Forget().Peer(Data(1, 10) with { Ack = 1 - 65_535 }).Expect(AckOf(11)).Heard("data 10");

    [Test]
    public void Challenges_are_bounded_in_time() =>
        Established()
            .Peer(Syn).Expect(Ack)
            .Peer(Syn, Reset with { Seq = 5 }, AckOf(100)).Quiet()
            .At(199).Peer(Syn).Quiet()
            .At(200).Peer(Syn).Expect(Ack)
            .CountIs(static counters => counters.ChallengeAcks, 2);

    [Test]
    public void Two_that_disagree_do_not_talk_for_ever() =>
        Established()
            .Peer(Ack with { Seq = 100_000 }).Expect(Ack)
            .Peer(Ack with { Seq = 100_000 }).Quiet()
            .At(200).Peer(Ack with { Seq = 100_000 }).Expect(Ack);

    [Test]
    public void Data_outside_the_window_is_answered_every_time() =>
        Established().Peer(Data(100_001, 10)).Expect(Ack).Peer(Data(100_001, 10)).Expect(Ack);

    [Test]
    public void A_challenge_does_not_keep_a_silent_peer_alive() =>
        Established().At(299_000).Peer(Reset with { Seq = 100_000 }).Quiet().At(300_000).Expect(Ack with { Seq = 0 });

    [Test]
    public void A_segment_outside_the_window_says_nothing_of_our_octets() =>
        Established().Write(10).Expect(Data(1, 10)).Peer(AckOf(11) with { Seq = 100_000 }).Expect(AckOf(1) with { Seq = 11 })
            .At(200).Expect(Data(1, 10)).Peer(AckOf(11));

    [Test]
    public void Syns_in_the_window_do_not_stop_a_connection() =>
        Established().Peer(Syn with { Seq = 1 }).Expect(Ack).Peer(Data(1, 10)).Expect(AckOf(11))
            .Write(10).Expect(Data(1, 10) with { Ack = 11 }).Peer(Ack with { Seq = 11, Ack = 11 });

    [Test]
    public void A_reset_with_a_syn_is_a_reset() =>
        Established().Peer(Reset with { Flags = TcpFlags.Reset | TcpFlags.Syn }).Quiet().StateIs(TcpState.Closed);
}
