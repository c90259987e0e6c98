using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 7323 §3-§5: timestamps, and what they protect from.</summary>
public sealed class TimestampTests : ScriptFixture
{
    [Test]
    public void Every_segment_has_the_time_and_the_echo() =>
        Stamping()
            .At(7).Peer(Data(1, 10) with { Stamp = (6_000, 0) }).Expect(AckOf(11) with { Stamp = (7, 6_000) })
            .At(9).Write(10).Expect(Data(1, 10) with { Ack = 11, Stamp = (9, 6_000) })
            .At(11).Peer(Ack with { Seq = 11, Ack = 11, Stamp = (6_004, 9) }).Close()
            .Expect(Fin with { Seq = 11, Ack = 11, Stamp = (11, 6_004) });

    [Test]
    public void A_reset_has_none() => Stamping().Abort().Expect(Reset);

    [Test]
    public void Of_a_batch_the_earliest_is_echoed() =>
        Stamping()
            .Peer(Data(1, 10) with { Stamp = (6_000, 0) }, Data(11, 10) with { Stamp = (6_001, 0) })
            .Expect(AckOf(21) with { Stamp = (0, 6_000) });

    [Test]
    public void A_segment_ahead_of_its_turn_is_not_echoed_but_the_one_that_fills_the_gap_is() =>
        Stamping()
            .Peer(Data(101, 100) with { Stamp = (6_001, 0) }).Expect(Ack with { Stamp = (0, 5_000) })
            .Peer(Data(1, 100) with { Stamp = (6_000, 0) }).Expect(AckOf(201) with { Stamp = (0, 6_000) }).Consume(200);

    [Test]
    public void An_older_segment_is_acknowledged_and_not_taken() =>
        Stamping()
            .Peer(Data(1, 10) with { Stamp = (6_000, 0) }).Expect(AckOf(11)).Forget()
            .Peer(Data(11, 10) with { Stamp = (5_999, 0) }).Expect(AckOf(11) with { Stamp = (0, 6_000) }).Heard()
            .CountIs(static counters => counters.OldTimestamps, 1);

    [Test]
    public void An_equal_stamp_is_not_older() =>
        Stamping()
            .Peer(Data(1, 10) with { Stamp = (5_000, 0) }).Expect(AckOf(11))
            .Peer(Data(11, 10) with { Stamp = (5_000, 0) }).Expect(AckOf(21));

    [Test]
    public void An_older_acknowledgement_says_nothing() =>
        Stamping().Write(10).Expect(Data(1, 10)).Peer(AckOf(11) with { Stamp = (4_999, 0) }).Expect(Ack with { Seq = 11 })
            .At(200).Expect(Data(1, 10)).Peer(AckOf(11));

    [Test]
    public void An_older_reset_is_believed_all_the_same() =>
        Stamping().Peer(Reset with { Stamp = (4_999, 0) }).Quiet().StateIs(TcpState.Closed);

    [Test]
    public void Stamps_wrap() =>
        Stamping()
            .Peer(Data(1, 10) with { Stamp = (5_000 + 0x7FFF_FFFFL, 0) }).Expect(AckOf(11) with { Stamp = (0, 5_000 + 0x7FFF_FFFFL) })
            .Peer(Data(11, 10) with { Stamp = (5_000 + 0xFFFF_FFFEL, 0) }).Expect(AckOf(21) with { Stamp = (0, 4_998) })
            .Peer(Data(21, 10) with { Stamp = (4_998 + 0x8000_0000L, 0) }).Expect(AckOf(21));

    [Test]
    public void A_segment_without_a_stamp_is_taken_and_leaves_the_echo_as_it_is() =>
        Stamping().Peer(Data(1, 10) with { IsUnstamped = true }).Expect(AckOf(11) with { Stamp = (0, 5_000) });

    [Test]
    public void A_peer_that_offered_none_sends_and_gets_none() =>
        Established().Peer(Data(1, 10) with { Stamp = (1, 1) }).Expect(AckOf(11)).Write(5).Expect(Data(1, 5) with { Ack = 11 })
            .Peer(Ack with { Seq = 11, Ack = 6 });

    [Test]
    public void A_fin_with_an_old_stamp_is_not_believed() =>
        Stamping().Peer(Fin with { Stamp = (4_000, 0) }).Expect(Ack).StateIs(TcpState.Established);

    [Test]
    public void A_syn_is_challenged_before_its_stamp_matters() =>
        Stamping().At(10).Peer(Syn with { Flags = TcpFlags.Syn, Stamp = (1, 0) }).Expect(Ack).StateIs(TcpState.Established);

    [Test]
    public void Our_stamps_begin_somewhere_else_for_each_peer()
    {
        Script script = NewScript();
        _ = script.Peer(SynOf(Opening.WithStamps), SynOf(Opening.WithStamps) with { Port = 50_001 }).TakeSent();
        Assert.That(script.StampOffsetOf(50_001), Is.Not.EqualTo(script.StampOffsetOf(Script.PeerPort)), "RFC 7323 §5.4");
    }

    private Script Stamping() => Established(Opening.WithStamps).Peer(Ack with { Stamp = (5_000, 0) }).Quiet();
}
