using System;
using System.Net;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Wire;

public sealed class Ipv4Tests
{
    // A TCP packet of four octets, which is enough here.
    private static readonly byte[] Packet = Octets.Of("4510 0018 1c46 4000 4006 0625 0a000264 0a000202 deadbeef");

    private static readonly Ipv4Header Header = new()
    {
        Source = IpAddress.FromV4(10, 0, 2, 100),
        Destination = IpAddress.FromV4(10, 0, 2, 2),
        Protocol = IpProtocol.Tcp,
        TimeToLive = 64,
        TrafficClass = 0x10,
        Identification = 0x1C46,
        DontFragment = true,
        PayloadLength = 4,
    };

    [Test]
    public void Octets_become_a_view()
    {
        Assert.That(Ipv4View.TryCreate(Packet, out Ipv4View view), Is.EqualTo(WireError.None));
        Assert.That(view.HeaderLength, Is.EqualTo(20));
        Assert.That(view.TotalLength, Is.EqualTo(24));
        Assert.That(view.TrafficClass, Is.EqualTo(0x10));
        Assert.That(view.Identification, Is.EqualTo(0x1C46));
        Assert.That(view.DontFragment);
        Assert.That(view.MoreFragments, Is.False);
        Assert.That(view.FragmentOffset, Is.Zero);
        Assert.That(view.IsFragment, Is.False);
        Assert.That(view.TimeToLive, Is.EqualTo(64));
        Assert.That(view.Protocol, Is.EqualTo(IpProtocol.Tcp));
        Assert.That(view.Source, Is.EqualTo(Header.Source));
        Assert.That(view.Destination, Is.EqualTo(Header.Destination));
        Assert.That(view.Options.IsEmpty);
        Assert.That(view.Payload.ToArray(), Is.EqualTo(Octets.Of("deadbeef")));
        Assert.That(view.ChecksumIsValid);
    }

    [Test]
    public void Octets_become_a_header()
    {
        Assert.That(Parse(Packet, out Ipv4Header header), Is.EqualTo(WireError.None));
        Assert.That(header, Is.EqualTo(Header));
    }

    [Test]
    public void A_header_becomes_octets()
    {
        byte[] octets = new byte[Ipv4Header.MinimumLength];
        Array.Fill(octets, byte.MaxValue);
        Header.Emit(octets);
        Assert.That(octets, Is.EqualTo(Packet[..Ipv4Header.MinimumLength]));
    }

    [Test]
    public void Every_truncation_is_rejected() =>
        Truncations.AreAllRejected(Packet, Packet.Length, static octets => Ipv4View.TryCreate(octets, out _));

    [Test]
    public void Padding_behind_the_total_length_is_cut_off()
    {
        Assert.That(Ipv4View.TryCreate([.. Packet, .. new byte[22]], out Ipv4View view), Is.EqualTo(WireError.None));
        Assert.That(view.Packet.ToArray(), Is.EqualTo(Packet));
    }

    [TestCase(0, 0x65, WireError.BadVersion, TestName = "Version_6_is_not_version_4")]
    [TestCase(0, 0x44, WireError.BadLength, TestName = "A_header_shorter_than_five_words_cannot_be")]
    [TestCase(0, 0x47, WireError.BadLength, TestName = "Options_beyond_the_total_length_cannot_be")]
    [TestCase(3, 19, WireError.BadLength, TestName = "A_total_length_below_the_header_cannot_be")]
    [TestCase(3, 25, WireError.Truncated, TestName = "A_total_length_beyond_the_octets_is_a_truncation")]
    [TestCase(10, 0, WireError.BadChecksum, TestName = "A_wrong_header_checksum_is_seen")]
    public void A_wrong_field_is_named(int index, int value, WireError expected) =>
        Assert.That(Parse(Packet.With(index, (byte)value), out _), Is.EqualTo(expected));

    [Test]
    public void Options_are_skipped_and_covered_by_the_checksum()
    {
        // Router alert (RFC 2113).
        byte[] packet = Octets.Of("4600 001c 0000 0000 01 02 0000 0a000264 e0000016 94040000 11223344");
        Assert.That(Parse(packet, out _), Is.EqualTo(WireError.BadChecksum));
        ushort field = InternetSum.Of(packet.AsSpan(0, 24)).ToField();
        (packet[10], packet[11]) = ((byte)(field >> 8), (byte)field);

        Assert.That(Parse(packet, out Ipv4Header header), Is.EqualTo(WireError.None));
        Assert.That(header.PayloadLength, Is.EqualTo(4));
        _ = Ipv4View.TryCreate(packet, out Ipv4View view);
        Assert.That(view.Options.ToArray(), Is.EqualTo(Octets.Of("94040000")));
        Assert.That(view.Payload.ToArray(), Is.EqualTo(Octets.Of("11223344")));
    }

    [TestCase(0, true)]
    [TestCase(1480, true)]
    [TestCase(65504, false)]
    public void A_fragment_keeps_its_place(int offset, bool more)
    {
        Ipv4Header fragment = Header with { DontFragment = false, MoreFragments = more, FragmentOffset = offset, PayloadLength = 8 };
        Assert.That(Parse(Emitted(fragment), out Ipv4Header parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed, Is.EqualTo(fragment));
        _ = Ipv4View.TryCreate(Emitted(fragment), out Ipv4View view);
        Assert.That(view.IsFragment);
        Assert.That(view.FragmentOffset, Is.EqualTo(offset));
    }

    [Test]
    public void A_middle_fragment_that_is_no_multiple_of_eight_octets_is_rejected() =>
        Assert.That(Parse(Emitted(Header with { MoreFragments = true, PayloadLength = 12 }), out _), Is.EqualTo(WireError.BadLength));

    [Test]
    public void A_fragment_that_ends_beyond_the_longest_datagram_is_rejected() =>
        Assert.That(Parse(Emitted(Header with { FragmentOffset = 65528, PayloadLength = 8 }), out _), Is.EqualTo(WireError.BadLength));

    [Test]
    public void The_longest_packet_can_be_emitted_and_read()
    {
        Ipv4Header longest = Header with { PayloadLength = Ipv4Header.MaximumPacketLength - Ipv4Header.MinimumLength };
        Assert.That(Parse(Emitted(longest), out Ipv4Header parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed, Is.EqualTo(longest));
    }

    [Test]
    public void PacketDotNet_reads_what_is_emitted()
    {
        Ipv4Header fragment = Header with
        {
            Protocol = IpProtocol.Igmp,
            DontFragment = false,
            MoreFragments = true,
            FragmentOffset = 16,
            PayloadLength = 8,
        };
        IPv4Packet packet = new(new PacketDotNet.Utils.ByteArraySegment(Emitted(fragment)));
        Assert.That(packet.ValidChecksum);
        Assert.That(packet.SourceAddress, Is.EqualTo(IPAddress.Parse("10.0.2.100")));
        Assert.That(packet.DestinationAddress, Is.EqualTo(IPAddress.Parse("10.0.2.2")));
        Assert.That(packet.TotalLength, Is.EqualTo(28));
        Assert.That(packet.TypeOfService, Is.EqualTo(0x10));
        Assert.That(packet.Id, Is.EqualTo(0x1C46));
        Assert.That(packet.FragmentFlags, Is.EqualTo(1));
        Assert.That(packet.FragmentOffset, Is.EqualTo(2));
        Assert.That(packet.TimeToLive, Is.EqualTo(64));
        Assert.That(packet.Protocol, Is.EqualTo(ProtocolType.Igmp));
    }

    private static byte[] Emitted(Ipv4Header header)
    {
        byte[] octets = new byte[Ipv4Header.MinimumLength + header.PayloadLength];
        header.Emit(octets);
        return octets;
    }

    private static WireError Parse(ReadOnlySpan<byte> octets, out Ipv4Header header)
    {
        header = default;
        return Ipv4View.TryCreate(octets, out Ipv4View view) is not WireError.None and WireError error
            ? error
            : Ipv4Header.TryParse(view, out header);
    }
}
