using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 3522, RFC 4015: what was believed lost had only been late.</summary>
public sealed class SpuriousRecoveryTests : ScriptFixture
{
    // With timestamps, a full segment has twelve octets less.
    private const int Size = 988;

    [Test]
    public void An_echo_from_before_the_retransmission_gives_the_window_back() =>
        Open().Write(20 * Size).Expect(Full(1, 10))
            .At(5).Peer(Sacked(0, 1, 4, at: 5)).Expect(Full(1, 1))
            .At(6).Peer(Late(10, at: 6)).Expect(Full(11, 10))
            .CountIs(static counters => counters.SpuriousRecoveries, 1)
            .At(7).Peer(Late(20, at: 7)).Quiet();

    [Test]
    public void An_echo_of_the_retransmission_says_that_it_was_needed() =>
        Open().Write(20 * Size).Expect(Full(1, 10))
            .At(5).Peer(Sacked(0, 1, 4, at: 5)).Expect(Full(1, 1))
            .At(6).Peer(AckOf(1 + 10 * Size) with { Stamp = (5_006, 5) }).Expect(Full(11, 5))
            .CountIs(static counters => counters.SpuriousRecoveries, 0)
            .At(7).Peer(AckOf(1 + 15 * Size)).TakeSentCount(5);

    [Test]
    public void A_path_that_changes_the_order_is_given_more_time_the_next_time() =>
        Open().Write(20 * Size).Expect(Full(1, 10))
            .At(5).Peer(Sacked(0, 1, 4, at: 5)).Expect(Full(1, 1))
            .At(6).Peer(Late(10, at: 6)).Expect(Full(11, 10))
            .At(7).Peer(Sacked(10, 11, 14, at: 7)).Quiet()
            .At(8).Peer(Late(20, at: 8)).Quiet();

    [Test]
    public void A_time_out_that_was_too_early_gives_the_window_back() =>
        Open().Write(10 * Size).Expect(Full(1, 10))
            .At(10).Expect(Full(10, 1))
            .At(210).Expect(Full(1, 1)).CountIs(static counters => counters.RetransmissionTimeouts, 1)
            .At(220).Peer(Late(10, at: 220)).Quiet().CountIs(static counters => counters.SpuriousRecoveries, 1)
            .Write(10 * Size).Expect(Full(11, 10)).Peer(Late(20, at: 220)).Quiet();

    [Test]
    public void What_the_recovery_before_sent_again_is_neither_sent_a_third_time_nor_taken_for_late() =>
        Open().Write(40 * Size).Expect(Full(1, 10))
            .At(5).Peer(Sacked(0, 1, 5, at: 5)).Expect(Full(1, 1))
            .At(6).Peer(Sacked(0, 1, 8, at: 6)).Expect(Full(11, 2))
            .At(7).Peer(Sacked(8, 9, 10, at: 7, echo: 5)).Expect([.. Full(9, 1), .. Full(13, 2)])
            .At(8).Peer(Sacked(8, 11, 12, at: 8, echo: 5)).Expect(Full(15, 1))
            .At(9).Peer(Sacked(8, 11, 14, at: 9, echo: 5)).Expect([.. Full(11, 1), .. Full(16, 2)])
            .At(10).Peer(Sacked(10, 11, 14, at: 10, echo: 7)).Expect(Full(18, 1))
            .At(11).Peer(Sacked(10, 11, 15, at: 11, echo: 7)).Quiet()
            .At(12).Peer(AckOf(1 + 15 * Size) with { Stamp = (5_012, 9) }).Quiet()
            .CountIs(static counters => counters.SpuriousRecoveries, 0);

    private Script Open() => Established(Opening.WithStamps with { Sack = true });

    // So many segments are acknowledged and some behind them have arrived.
    private static Segment Sacked(int segments, int from, int to, int at, int echo = 0) =>
        AckOf(1 + segments * Size) with { Sack = [(1 + from * Size, 1 + to * Size)], Stamp = (5_000 + at, echo) };

    // So many segments are acknowledged, and what is echoed is from the beginning.
    private static Segment Late(int segments, int at) => AckOf(1 + segments * Size) with { Stamp = (5_000 + at, 0) };

    // Full segments, from the first one on, which is number 1.
    private static Segment[] Full(int first, int count)
    {
        Segment[] run = new Segment[count];
        for (int i = 0; i < count; i++)
        {
            run[i] = Data(1 + (first - 1 + i) * (long)Size, Size);
        }

        return run;
    }
}
