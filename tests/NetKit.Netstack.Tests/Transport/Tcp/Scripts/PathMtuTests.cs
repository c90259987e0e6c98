using NetKit.Netstack.Transport.Tcp;
using NUnit.Framework;
using static NetKit.Netstack.Tests.Transport.Tcp.Scripts.Segments;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>RFC 1191, RFC 5927: a router that cannot pass on what we send.</summary>
public sealed class PathMtuTests : ScriptFixture
{
    [Test]
    public void What_was_too_long_is_cut_anew_and_goes_again_at_once() =>
        Established().Write(3000).Expect(Run(1, 3))
            .TooBig(1, 600).Expect(Data(1, 600), Data(601, 600), Data(1201, 600), Data(1801, 600), Data(2401, 600))
            .Peer(AckOf(3001)).Quiet().CountIs(static counters => counters.PathMtuReductions, 1);

    [Test]
    public void It_is_no_loss_and_the_window_stays_what_it_was() =>
        Established().Write(30_000).Expect(Run(1, 10))
            .TooBig(1, 600).Expect(Cut(1, 10_000, 600))
            .Peer(AckOf(10_001)).Expect([.. Cut(10_001, 20_000, 600)])
            .CountIs(static counters => counters.FastRetransmits, 0).CountIs(static counters => counters.RetransmissionTimeouts, 0);

    [Test]
    public void What_went_before_it_does_not_go_again() =>
        Established().Write(3000).Expect(Run(1, 3)).TooBig(2001, 600).Expect(Data(2001, 600), Data(2601, 400)).Peer(AckOf(3001));

    [Test]
    public void What_is_written_later_is_cut_too() =>
        Established().Write(1000).Expect(Run(1, 1)).TooBig(1, 600).Expect(Data(1, 600), Data(601, 400)).Peer(AckOf(1001))
            .Write(1300).Expect(Data(1001, 600), Data(1601, 600), Data(2201, 100)).Peer(AckOf(2301));

    [TestCase(3001)]
    [TestCase(-999)]
    [TestCase(1_000_000)]
    public void A_segment_that_is_not_under_way_was_never_sent_by_us(long sequence) =>
        Established().Write(3000).Expect(Run(1, 3)).Peer(AckOf(1001)).TooBig(sequence, 600, isBelieved: false).Quiet()
            .Peer(AckOf(3001));

    [Test]
    public void Nobody_makes_segments_smaller_than_every_link_carries() =>
        Established().Write(1000).Expect(Run(1, 1)).TooBig(1, 10).Expect(Data(1, 536), Data(537, 464)).Peer(AckOf(1001));

    [Test]
    public void Options_count_as_part_of_what_goes_through() =>
        Established(Opening.WithStamps).Write(988).Expect(Data(1, 988)).TooBig(1, 600).Expect(Data(1, 588), Data(589, 400)).Peer(AckOf(989));

    [Test]
    public void A_size_that_is_no_smaller_changes_nothing() =>
        Established().Write(1000).Expect(Run(1, 1)).TooBig(1, 1000, isBelieved: false).TooBig(1, 9000, isBelieved: false).Quiet()
            .Peer(AckOf(1001));

    [Test]
    public void The_same_news_again_changes_nothing() =>
        Established().Write(2000).Expect(Run(1, 2)).TooBig(1, 600).Expect(Cut(1, 2000, 600))
            .TooBig(1001, 600, isBelieved: false).Quiet().Peer(AckOf(2001));

    [Test]
    public void Nothing_is_believed_before_the_handshake_is_over() =>
        NewScript().Connect().Expect(OurSyn).TooBig(0, 600, isBelieved: false).TooBig(1, 600, isBelieved: false).Quiet();

    [Test]
    public void The_link_bounds_what_a_peer_offers() =>
        Established(new Opening(9000)).Write(2000).Expect(Run(1, 2)).Peer(AckOf(2001));

    [Test]
    public void Super_frames_are_cut_smaller_too()
    {
        TcpSettings settings = Script.Settings with { MaximumBurst = 64_000 };
        _ = Established(settings: settings).Write(5000).Expect(Data(1, 5000))
            .TooBig(1, 600).Expect(Data(1, 4800), Data(4801, 200)).Peer(AckOf(5001));
    }

    private static Segment[] Cut(long seq, int octets, int size)
    {
        Segment[] cut = new Segment[(octets + size - 1) / size];
        for (int i = 0; i < cut.Length; i++)
        {
            cut[i] = Data(seq + i * size, System.Math.Min(size, octets - i * size));
        }

        return cut;
    }
}
