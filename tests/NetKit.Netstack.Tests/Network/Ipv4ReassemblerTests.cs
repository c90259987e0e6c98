using System;
using System.Linq;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class Ipv4ReassemblerTests
{
    private static readonly byte[] Payload = Octets.Random(seed: 791, 3000);

    private static readonly Instant Later = Instant.Zero + TimeSpan.FromSeconds(30);

    private readonly Ipv4Reassembler _reassembler = new(ReassemblyLimits.Ipv4);

    [Test]
    public void Pieces_in_order_become_the_datagram()
    {
        Piece[] pieces = Piece.Cut(Payload, 1480, 2960);
        Assert.That(pieces[0].AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Held));
        Assert.That(pieces[1].AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Held));
        Assert.That(pieces[2].AddTo(_reassembler, default, out ReassembledDatagram whole), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(whole.Payload.ToArray(), Is.EqualTo(Payload));
        Assert.That(whole.Header, Is.EqualTo(pieces[0].Header with { PayloadLength = Payload.Length }));
        NothingIsHeld();
    }

    [Test]
    public void The_header_is_that_of_the_first_piece_whenever_it_came()
    {
        Piece[] pieces = Piece.Cut(Payload, 1480);
        _ = (pieces[1] with { Header = pieces[1].Header with { TimeToLive = 3, TrafficClass = 0x20 } }).AddTo(_reassembler);
        _ = (pieces[0] with { Header = pieces[0].Header with { TimeToLive = 9, TrafficClass = 0x40 } })
            .AddTo(_reassembler, default, out ReassembledDatagram whole);
        Assert.That(whole.Header.TimeToLive, Is.EqualTo(9));
        Assert.That(whole.Header.TrafficClass, Is.EqualTo(0x40));
        Assert.That(whole.Header.FragmentOffset, Is.Zero);
        Assert.That(whole.Header.MoreFragments, Is.False);
    }

    [Test]
    public void The_longest_datagram_in_pieces_of_a_small_mtu_is_joined()
    {
        byte[] payload = Octets.Random(seed: 576, Ipv4Header.MaximumPacketLength - Ipv4Header.MinimumLength);
        Piece[] pieces = Piece.Cut(payload, [.. Enumerable.Range(1, payload.Length / 552).Select(static index => index * 552)]);
        foreach (Piece piece in pieces.SkipLast(1).Reverse())
        {
            Assert.That(piece.AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Held));
        }

        Assert.That(pieces[^1].AddTo(_reassembler, default, out ReassembledDatagram whole), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(whole.Payload.SequenceEqual(payload));
        NothingIsHeld();
    }

    [Test]
    public void Source_destination_protocol_and_number_keep_datagrams_apart()
    {
        Piece[] pieces = Piece.Cut(Payload, 1480);
        Piece[] strangers =
        [
            pieces[1] with { Header = pieces[1].Header with { Source = IpAddress.FromV4(10, 0, 2, 101) } },
            pieces[1] with { Header = pieces[1].Header with { Destination = IpAddress.FromV4(10, 0, 2, 3) } },
            pieces[1] with { Header = pieces[1].Header with { Protocol = IpProtocol.Icmp } },
            pieces[1] with { Header = pieces[1].Header with { Identification = 8 } },
        ];
        _ = pieces[0].AddTo(_reassembler);
        Assert.That(strangers.Select(piece => piece.AddTo(_reassembler)), Is.All.EqualTo(ReassemblyVerdict.Held));
        Assert.That(_reassembler.Count, Is.EqualTo(5));
        Assert.That(pieces[1].AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(_reassembler.Count, Is.EqualTo(4));
    }

    [Test]
    public void An_exact_duplicate_is_ignored()
    {
        Piece[] pieces = Piece.Cut(Payload, 1480);
        _ = pieces[0].AddTo(_reassembler);
        Assert.That(pieces[0].AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Duplicate));
        Assert.That(pieces[1].AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(_reassembler.Counters, Is.EqualTo(new ReassemblyCounters(3, 2, 0, 1, 0, 0, 0, 0)));
    }

    [Test]
    public void Other_octets_in_the_same_place_end_the_datagram()
    {
        Piece[] pieces = Piece.Cut(Payload, 1480);
        _ = pieces[0].AddTo(_reassembler);
        Piece forged = pieces[0] with { Payload = pieces[0].Payload.With(1479, (byte)~pieces[0].Payload[1479]) };
        Assert.That(forged.AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Overlap));
        Assert.That(_reassembler.OctetsHeld, Is.Zero);
        Assert.That(pieces[0].AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Abandoned));
        Assert.That(pieces[1].AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Abandoned));
        Assert.That(_reassembler.Counters, Is.EqualTo(new ReassemblyCounters(4, 0, 0, 0, 0, 4, 0, 0)));
    }

    [TestCase(0, 1488, true, TestName = "An_overlap_with_its_start")]
    [TestCase(1472, 2000, true, TestName = "An_overlap_of_one_unit")]
    [TestCase(8, 16, true, TestName = "An_overlap_inside")]
    public void Overlap_ends_the_datagram(int start, int end, bool more)
    {
        _ = Piece.Cut(Payload, 1480)[0].AddTo(_reassembler);
        Assert.That(new Piece(start, Payload[start..end], more).AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Overlap));
        Assert.That(_reassembler.OctetsHeld, Is.Zero);
    }

    [TestCase(2000, 2008, false, TestName = "A_second_and_earlier_end")]
    [TestCase(2992, 3008, false, TestName = "A_second_and_later_end")]
    [TestCase(3000, 3008, true, TestName = "Octets_behind_the_end")]
    public void Contradiction_ends_the_datagram(int start, int end, bool more)
    {
        _ = Piece.Cut(Payload, 1480)[1].AddTo(_reassembler);
        Assert.That(new Piece(start, new byte[end - start], more).AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Contradiction));
        Assert.That(_reassembler.OctetsHeld, Is.Zero);
    }

    [Test]
    public void An_end_before_what_is_there_already_ends_the_datagram()
    {
        _ = new Piece(1480, new byte[8], More: true).AddTo(_reassembler);
        Assert.That(new Piece(8, new byte[8], More: false).AddTo(_reassembler), Is.EqualTo(ReassemblyVerdict.Contradiction));
    }

    [Test]
    public void The_name_of_an_abandoned_datagram_is_free_again_in_the_end()
    {
        Piece[] pieces = Piece.Cut(Payload, 1480);
        _ = pieces[0].AddTo(_reassembler);
        _ = new Piece(8, new byte[8], More: true).AddTo(_reassembler);
        Assert.That(_reassembler.TryExpire(Later, out _), Is.False);
        Assert.That(_reassembler.Count, Is.Zero);
        Assert.That(pieces[0].AddTo(_reassembler, Later), Is.EqualTo(ReassemblyVerdict.Held));
        Assert.That(pieces[1].AddTo(_reassembler, Later), Is.EqualTo(ReassemblyVerdict.Complete));
    }

    [TestCase(0, 8, true, IpProtocol.Tcp, ReassemblyVerdict.TinyFirst)]
    [TestCase(0, 16, true, IpProtocol.Tcp, ReassemblyVerdict.Held)]
    [TestCase(8, 64, true, IpProtocol.Tcp, ReassemblyVerdict.TinyFirst)]
    [TestCase(8, 3, false, IpProtocol.Tcp, ReassemblyVerdict.TinyFirst)]
    [TestCase(16, 8, true, IpProtocol.Tcp, ReassemblyVerdict.Held)]
    [TestCase(0, 8, true, IpProtocol.Udp, ReassemblyVerdict.Held)]
    [TestCase(8, 8, true, IpProtocol.Udp, ReassemblyVerdict.Held)]
    [TestCase(64, 0, true, IpProtocol.Udp, ReassemblyVerdict.Malformed)]
    [TestCase(64, 0, false, IpProtocol.Udp, ReassemblyVerdict.Malformed)]
    public void Tricks_are_refused(int offset, int length, bool more, IpProtocol protocol, ReassemblyVerdict expected)
    {
        Piece piece = new(offset, new byte[length], more);
        piece = piece with { Header = piece.Header with { Protocol = protocol } };
        Assert.That(piece.AddTo(_reassembler), Is.EqualTo(expected));
        Assert.That(_reassembler.Count, Is.EqualTo(expected is ReassemblyVerdict.Held ? 1 : 0));
        Assert.That(_reassembler.Counters.Refused, Is.EqualTo(expected is ReassemblyVerdict.Held ? 0 : 1));
    }

    [TestCase(2, 3, ReassemblyVerdict.Complete, 3, TestName = "Congestion_that_one_piece_met_is_told")]
    [TestCase(3, 1, ReassemblyVerdict.Complete, 3, TestName = "Congestion_that_the_first_piece_met_is_told")]
    [TestCase(2, 2, ReassemblyVerdict.Complete, 2, TestName = "No_congestion_is_none")]
    [TestCase(0, 3, ReassemblyVerdict.MixedEcn, 0, TestName = "Congestion_without_ECN_is_no_datagram")]
    public void Ecn_is_joined_too(int first, int second, ReassemblyVerdict expected, int ecn)
    {
        Piece[] pieces = Piece.Cut(Payload, 1480);
        _ = (pieces[0] with { Header = pieces[0].Header with { TrafficClass = (byte)first } }).AddTo(_reassembler);
        ReassemblyVerdict verdict = (pieces[1] with { Header = pieces[1].Header with { TrafficClass = (byte)second } })
            .AddTo(_reassembler, default, out ReassembledDatagram whole);
        Assert.That(verdict, Is.EqualTo(expected));
        Assert.That(whole.Header.TrafficClass, Is.EqualTo(ecn));
        NothingIsHeld();
    }

    [Test]
    public void After_thirty_seconds_a_datagram_is_given_up_and_the_first_piece_quoted()
    {
        Piece[] pieces = Piece.Cut(Payload, 1480, 2960);
        _ = pieces[1].AddTo(_reassembler);
        _ = pieces[0].Numbered(8).AddTo(_reassembler, Instant.Zero + TimeSpan.FromSeconds(1));
        _ = pieces[0].AddTo(_reassembler, Instant.Zero + TimeSpan.FromSeconds(29));
        Assert.That(_reassembler.Deadline, Is.EqualTo(Later));
        Assert.That(_reassembler.TryExpire(new Instant(Later.Ticks - 1), out _), Is.False);

        // Of the second datagram it is not time yet.
        Assert.That(_reassembler.TryExpire(Later, out ExpiredDatagram expired));
        Assert.That(expired.Key, Is.EqualTo(new FragmentKey(Piece.Host, Piece.Gateway, 7, IpProtocol.Udp)));
        Assert.That(expired.Fragments, Is.EqualTo(2));
        Assert.That(expired.Quote.ToArray(), Is.EqualTo(pieces[0].ToPacket()[..expired.Quote.Length]));
        Assert.That(expired.Quote.Length, Is.EqualTo(IcmpErrorWriter.MaximumLengthV6));
        Assert.That(_reassembler.TryExpire(Later, out _), Is.False);
        Assert.That(_reassembler.Count, Is.EqualTo(1));
        Assert.That(_reassembler.Counters, Is.EqualTo(new ReassemblyCounters(3, 0, 1, 0, 0, 0, 0, 2)));
    }

    [Test]
    public void Options_are_quoted()
    {
        byte[] packet = Octets.Of("4600 0028 0007 2000 4011 0000 0a000264 0a000202 94040000 00010203 04050607 08090a0b 0c0d0e0f");
        byte[] sum = BitConverter.GetBytes(InternetSum.Of(packet.AsSpan(0, 24)).ToField());
        packet = packet.With(10, sum[1]).With(11, sum[0]);
        Assert.That(Ipv4View.TryCreate(packet, out Ipv4View view), Is.EqualTo(WireError.None));
        Assert.That(Ipv4Header.TryParse(view, out Ipv4Header header), Is.EqualTo(WireError.None));
        Assert.That(_reassembler.Add(default, view, header, out _), Is.EqualTo(ReassemblyVerdict.Held));
        Assert.That(_reassembler.TryExpire(Later, out ExpiredDatagram expired));
        Assert.That(expired.Quote.ToArray(), Is.EqualTo(packet));
    }

    [Test]
    public void Without_the_first_piece_there_is_nothing_to_quote()
    {
        _ = Piece.Cut(Payload, 1480)[1].AddTo(_reassembler);
        Assert.That(_reassembler.TryExpire(Later, out ExpiredDatagram expired));
        Assert.That(expired.Fragments, Is.EqualTo(1));
        Assert.That(expired.Quote.IsEmpty);
        NothingIsHeld();
    }

    [Test]
    public void A_piece_that_comes_too_late_begins_anew_even_when_nobody_looked()
    {
        Piece[] pieces = Piece.Cut(Payload, 1480);
        _ = pieces[0].AddTo(_reassembler);
        Assert.That(pieces[1].AddTo(_reassembler, Later), Is.EqualTo(ReassemblyVerdict.Held));
        Assert.That(_reassembler.Counters, Is.EqualTo(new ReassemblyCounters(2, 0, 1, 0, 0, 0, 0, 1)));
    }

    private void NothingIsHeld()
    {
        Assert.That(_reassembler.Count, Is.Zero);
        Assert.That(_reassembler.OctetsHeld, Is.Zero);
        Assert.That(_reassembler.Counters.Held, Is.Zero);
        Assert.That(_reassembler.Deadline, Is.EqualTo(Instant.Never));
    }
}
