using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 3168: routers mark, the receiver says so, the sender slows down and says that.</summary>
public sealed class EcnTests : ScriptFixture
{
    private const TcpFlags Asks = TcpFlags.Syn | TcpFlags.EceEcho | TcpFlags.CongestionWindowReduced;
    private const TcpFlags Echo = TcpFlags.Ack | TcpFlags.EceEcho;
    private const TcpFlags Reduced = TcpFlags.Ack | TcpFlags.CongestionWindowReduced;

    [Test]
    public void A_peer_that_asks_gets_it() =>
        NewScript().Peer(Syn with { Flags = Asks }).Expect(SynAck with { Flags = TcpFlags.Syn | TcpFlags.Ack | TcpFlags.EceEcho });

    [Test]
    public void A_peer_that_does_not_ask_does_not_get_it() =>
        Established().Write(10).Expect(Data(1, 10)).Peer(AckOf(11)).Peer(Data(1, 10) with { Ack = 11, IsMarked = true })
            .Expect(Ack with { Seq = 11, Ack = 11 });

    [TestCase(TcpFlags.EceEcho)]
    [TestCase(TcpFlags.CongestionWindowReduced)]
    public void One_flag_alone_is_no_question(TcpFlags flag) =>
        NewScript().Peer(Syn with { Flags = TcpFlags.Syn | flag }).Expect(SynAck);

    [Test]
    public void Switched_off_a_peer_that_asks_does_not_get_it() =>
        NewScript(Script.Settings with { Ecn = EcnUse.Off }).Peer(Syn with { Flags = Asks }).Expect(SynAck);

    [Test]
    public void We_do_not_ask_unless_told_to() => NewScript().Connect().Expect(OurSyn);

    [Test]
    public void Told_to_we_ask_and_a_peer_that_agrees_gets_marked_segments() =>
        Asking().Peer(SynAck with { Flags = TcpFlags.Syn | TcpFlags.Ack | TcpFlags.EceEcho }).Expect(Ack)
            .Write(10).Expect(Data(1, 10) with { IsEcnCapable = true }).Peer(AckOf(11));

    [TestCase(TcpFlags.None)]
    [TestCase(TcpFlags.EceEcho | TcpFlags.CongestionWindowReduced)]
    public void An_answer_that_does_not_agree_or_only_reflects_switches_it_off(TcpFlags flags) =>
        Asking().Peer(SynAck with { Flags = TcpFlags.Syn | TcpFlags.Ack | flags }).Expect(Ack)
            .Write(10).Expect(Data(1, 10)).Peer(AckOf(11));

    [Test]
    public void A_syn_that_has_to_go_again_does_not_ask() =>
        Asking().At(1000).Expect(OurSyn).Peer(SynAck).Expect(Ack);

    [Test]
    public void New_octets_may_be_marked_and_nothing_else() =>
        Marking().Write(3000).Close().Expect(Full(1), Full(1001), Full(2001), Fin with { Seq = 3001 })
            .At(200).Expect(Data(1, 1000)).Peer(AckOf(3002)).Quiet()
            .Peer(Data(1, 10) with { Ack = 3002 }).Expect(Ack with { Seq = 3002, Ack = 11 });

    [Test]
    public void A_mark_is_echoed_until_the_peer_has_slowed_down() =>
        Marking()
            .Peer(Data(1, 10) with { IsMarked = true }).Expect(AckOf(11) with { Flags = Echo })
            .Peer(Data(11, 10)).Expect(AckOf(21) with { Flags = Echo })
            .Write(10).Expect((Data(1, 10) with { Ack = 21, Flags = Echo }).Markable())
            .Peer(Data(21, 10) with { Ack = 11, Flags = Reduced }).Expect(AckOf(31) with { Seq = 11 })
            .CountIs(static counters => counters.CongestionMarks, 1);

    [Test]
    public void A_mark_on_the_segment_that_tells_of_the_reduction_counts_anew() =>
        Marking()
            .Peer(Data(1, 10) with { IsMarked = true }).Expect(AckOf(11) with { Flags = Echo })
            .Peer(Data(11, 10) with { Flags = Reduced, IsMarked = true }).Expect(AckOf(21) with { Flags = Echo });

    [Test]
    public void A_mark_on_a_bare_acknowledgement_is_nobodys() => Marking().Peer(Ack with { IsMarked = true }).Quiet();

    [Test]
    public void An_echo_halves_the_window_and_the_next_segment_says_so() =>
        Marking().Write(30_000).Expect(Markable(1, 10))
            .Peer(AckOf(6001) with { Flags = Echo })
            .Expect((Data(10_001, 1000) with { Flags = Reduced }).Markable())
            .CountIs(static counters => counters.CongestionEchoes, 1);

    [Test]
    public void Echoes_of_one_window_count_once() =>
        Marking().Write(30_000).Expect(Markable(1, 10))
            .Peer(AckOf(6001) with { Flags = Echo }).Expect((Data(10_001, 1000) with { Flags = Reduced }).Markable())
            .Peer(AckOf(7001) with { Flags = Echo }).Expect(Markable(11_001, 1))
            .Peer(AckOf(8001) with { Flags = Echo }).Expect(Markable(12_001, 1))
            .CountIs(static counters => counters.CongestionEchoes, 1)
            .Peer(AckOf(10_001)).TakeSent();

    private Script Asking()
    {
        TcpFlags flags = Asks;
        return NewScript(Script.Settings with { Ecn = EcnUse.Always }).Connect().Expect(OurSyn with { Flags = flags });
    }

    private Script Marking() =>
        NewScript().Peer(Syn with { Flags = Asks }).Expect(SynAck with { Flags = TcpFlags.Syn | TcpFlags.Ack | TcpFlags.EceEcho })
            .Peer(Ack).Quiet().Forget();

    private static Segment Full(long seq) => Data(seq, 1000).Markable();

    private static Segment[] Markable(long seq, int count)
    {
        Segment[] run = Run(seq, count);
        for (int i = 0; i < count; i++)
        {
            run[i] = run[i].Markable();
        }

        return run;
    }
}
