using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 8985 §7: a question about the last segments under way, before the retransmission timer throws the window away.</summary>
public sealed class TailProbeTests : ScriptFixture
{
    [Test]
    public void The_last_segment_goes_again_when_nothing_is_heard_of_several() =>
        Sacking().Write(3000).Expect(Run(1, 3))
            .At(9).Quiet().At(10).Expect(Data(2001, 1000)).CountIs(static counters => counters.TailProbes, 1)
            .Peer(AckOf(3001)).Quiet();

    [Test]
    public void A_single_segment_is_given_the_time_of_a_delayed_acknowledgement() =>
        Sacking().Write(1000).Expect(Run(1, 1)).At(199).Quiet().At(200).Expect(Run(1, 1))
            .CountIs(static counters => counters.RetransmissionTimeouts, 0).Peer(AckOf(1001));

    [Test]
    public void New_octets_are_the_better_probe() =>
        Sacking().Write(12_000).Expect(Run(1, 10)).At(10).Expect(Run(10_001, 1)).Peer(AckOf(11_001)).Expect(Run(11_001, 1));

    [Test]
    public void A_peer_without_room_for_new_octets_gets_the_last_ones_again() =>
        Sacking(window: 3000).Write(3000).Expect(Run(1, 3)).Write(500).Quiet()
            .At(10).Expect(Data(2001, 1000))
            .Peer(AckOf(3001)).Expect(Data(3001, 500)).Peer(AckOf(3501));

    [Test]
    public void What_a_probe_finds_missing_goes_again_without_a_time_out() =>
        Sacking().Write(5000).Expect(Run(1, 5))
            .At(10).Expect(Data(4001, 1000))
            .At(20).Peer(Ack with { Sack = [(4001, 5001)] }).Expect([.. Run(1, 2)])
            .At(30).Peer(AckOf(2001) with { Sack = [(4001, 5001)] }).Expect([.. Run(2001, 2)])
            .At(40).Peer(AckOf(5001)).Quiet()
            .CountIs(static counters => counters.RetransmissionTimeouts, 0);

    [Test]
    public void There_is_one_probe_and_then_the_timer() =>
        Sacking().Write(3000).Expect(Run(1, 3))
            .At(10).Expect(Data(2001, 1000))
            .At(209).Quiet().At(210).Expect(Run(1, 1)).CountIs(static counters => counters.RetransmissionTimeouts, 1)
            .Peer(AckOf(3001)).Quiet();

    [Test]
    public void A_peer_without_sack_is_not_probed() =>
        Established().Write(3000).Expect(Run(1, 3)).At(199).Quiet().At(200).Expect(Run(1, 1)).Peer(AckOf(3001));

    [Test]
    public void A_loss_that_the_probe_repaired_halves_the_window_once_it_is_sure() =>
        Sacking().Write(10_000).Expect(Run(1, 10)).At(5).Peer(AckOf(9001)).Quiet()
            .At(205).Expect(Data(9001, 1000)).At(206).Peer(AckOf(10_001)).Quiet()
            .Write(20_000).TakeSentCount(20).Peer(AckOf(12_001)).TakeSentCount(0);

    [Test]
    public void A_duplicate_selective_acknowledgement_says_that_the_probe_was_for_nothing() =>
        Sacking().Write(3000).Expect(Run(1, 3))
            .At(10).Expect(Data(2001, 1000))
            .At(11).Peer(AckOf(3001)).Quiet()
            .At(12).Peer(AckOf(3001) with { Sack = [(2001, 3001)] }).Quiet()
            .Write(20_000).TakeSentCount(10).Peer(AckOf(13_001)).TakeSentCount(10).Peer(AckOf(23_001));

    [Test]
    public void In_a_recovery_that_stands_still_the_first_segment_goes_again() =>
        Sacking().Write(5000).Expect(Run(1, 5))
            .Peer(Ack with { Sack = [(1001, 5001)] }).Expect(Run(1, 1))
            .At(10).Expect(Run(1, 1)).Peer(AckOf(5001)).Quiet()
            .CountIs(static counters => counters.RetransmissionTimeouts, 0);

    [Test]
    public void A_retransmission_is_lost_when_what_was_sent_after_it_has_arrived() =>
        Sacking().Write(40_000).Expect(Run(1, 10))
            .Peer(Ack with { Sack = [(1001, 10_001)] }).Expect([Data(1, 1000), .. Run(10_001, 4)])
            .Peer(Ack with { Sack = [(1001, 12_001)] }).Expect(Run(14_001, 2))
            .Peer(Ack with { Sack = [(1001, 13_001)] }).Expect([Data(1, 1000), .. Run(16_001, 1)])
            .Peer(AckOf(13_001)).TakeSent();

    private Script Sacking(int window = ushort.MaxValue) => Established(Opening.WithSack, window: window);
}
