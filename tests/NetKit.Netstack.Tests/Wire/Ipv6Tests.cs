using System;
using System.Linq;
using System.Net;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Wire;

public sealed class Ipv6Tests
{
    private const string Addresses = "fd000000000000000000000000000064 20010db8000000000000000000000001";

    private static readonly byte[] Packet = Octets.Of($"612abcde 0004 11 40 {Addresses} deadbeef");

    private static readonly Ipv6Header Header = new()
    {
        Source = Address("fd00::64"),
        Destination = Address("2001:db8::1"),
        Protocol = IpProtocol.Udp,
        HopLimit = 64,
        TrafficClass = 0x12,
        FlowLabel = 0xABCDE,
        PayloadLength = 4,
    };

    [Test]
    public void Octets_become_a_view()
    {
        Assert.That(Ipv6View.TryCreate(Packet, out Ipv6View view), Is.EqualTo(WireError.None));
        Assert.That(view.TrafficClass, Is.EqualTo(0x12));
        Assert.That(view.FlowLabel, Is.EqualTo(0xABCDE));
        Assert.That(view.HopLimit, Is.EqualTo(64));
        Assert.That(view.Protocol, Is.EqualTo(IpProtocol.Udp));
        Assert.That(view.Source, Is.EqualTo(Header.Source));
        Assert.That(view.Destination, Is.EqualTo(Header.Destination));
        Assert.That(view.HeaderLength, Is.EqualTo(40));
        Assert.That(view.TotalLength, Is.EqualTo(44));
        Assert.That(view.IsFragment, Is.False);
        Assert.That(view.Payload.ToArray(), Is.EqualTo(Octets.Of("deadbeef")));
    }

    [Test]
    public void Octets_become_a_header()
    {
        Assert.That(Parse(Packet, out Ipv6Header header), Is.EqualTo(WireError.None));
        Assert.That(header, Is.EqualTo(Header));
    }

    [Test]
    public void A_header_becomes_octets()
    {
        byte[] octets = new byte[Ipv6Header.Length];
        Array.Fill(octets, byte.MaxValue);
        Header.Emit(octets);
        Assert.That(octets, Is.EqualTo(Packet[..Ipv6Header.Length]));
    }

    [Test]
    public void Every_truncation_is_rejected() =>
        Truncations.AreAllRejected(Packet, Packet.Length, static octets => Ipv6View.TryCreate(octets, out _));

    [Test]
    public void Padding_behind_the_payload_length_is_cut_off()
    {
        Assert.That(Ipv6View.TryCreate([.. Packet, 1, 2, 3], out Ipv6View view), Is.EqualTo(WireError.None));
        Assert.That(view.Packet.ToArray(), Is.EqualTo(Packet));
    }

    [Test]
    public void Version_4_is_not_version_6() => Assert.That(Parse(Packet.With(0, 0x45), out _), Is.EqualTo(WireError.BadVersion));

    [TestCase(8)]
    [TestCase(24)]
    public void An_IPv4_address_in_disguise_is_rejected(int offset)
    {
        byte[] packet = [.. Packet];
        Octets.Of("00000000000000000000ffff7f000001").CopyTo(packet, offset);
        Assert.That(Parse(packet, out _), Is.EqualTo(WireError.BadValue));
    }

    [Test]
    public void PacketDotNet_reads_what_is_emitted()
    {
        byte[] octets = [.. new byte[Ipv6Header.Length], 1, 2, 3, 4];
        (Header with { Protocol = IpProtocol.NoNextHeader }).Emit(octets);
        IPv6Packet packet = new(new PacketDotNet.Utils.ByteArraySegment(octets));
        Assert.That(packet.SourceAddress, Is.EqualTo(IPAddress.Parse("fd00::64")));
        Assert.That(packet.DestinationAddress, Is.EqualTo(IPAddress.Parse("2001:db8::1")));
        Assert.That(packet.TrafficClass, Is.EqualTo(0x12));
        Assert.That(packet.FlowLabel, Is.EqualTo(0xABCDE));
        Assert.That(packet.HopLimit, Is.EqualTo(64));
        Assert.That(packet.PayloadLength, Is.EqualTo(4));
        Assert.That(packet.NextHeader, Is.EqualTo(ProtocolType.IPv6NoNextHeader));
    }

    // First next header, chain of extension headers, what lies behind them.
    [TestCase(0, "11 00 0502 0000 0100", IpProtocol.Udp, TestName = "Hop_by_hop_options_with_a_router_alert_are_passed")]
    [TestCase(60, "06 01 010c 000000000000000000000000", IpProtocol.Tcp, TestName = "Long_destination_options_are_passed")]
    [TestCase(43, "3a 00 00 00 00000000", IpProtocol.Icmpv6, TestName = "A_route_that_has_been_walked_is_passed")]
    [TestCase(44, "11 00 0000 12345678", IpProtocol.Udp, TestName = "An_atomic_fragment_is_a_whole_packet")]
    [TestCase(51, "06 04 0000 0000000100000002 000000000000000000000000", IpProtocol.Tcp, TestName = "An_authentication_header_is_passed")]
    [TestCase(0, "3c 00 0104 00000000 2b 00 0104 00000000 3b 00 00 00 00000000", IpProtocol.NoNextHeader, TestName = "A_chain_is_walked")]
    public void Extensions_are_passed(int first, string extensions, IpProtocol behind)
    {
        byte[] packet = WithExtensions(first, extensions);
        Assert.That(Ipv6View.TryCreate(packet, out Ipv6View view), Is.EqualTo(WireError.None));
        Assert.That(view.Protocol, Is.EqualTo(behind));
        Assert.That(view.IsFragment, Is.False);
        Assert.That(view.Payload.ToArray(), Is.EqualTo(Octets.Of("deadbeef")));
        Assert.That(Parse(packet, out Ipv6Header header), Is.EqualTo(WireError.None));
        Assert.That(header.PayloadLength, Is.EqualTo(4));
        Truncations.AreAllRejected(packet, packet.Length, static octets => Ipv6View.TryCreate(octets, out _));
    }

    [TestCase(0, "00 00 0104 00000000 11 00 0104 00000000", WireError.BadValue, TestName = "Hop_by_hop_options_stand_only_once")]
    [TestCase(60, "00 00 0104 00000000 11 00 0104 00000000", WireError.BadValue, TestName = "Hop_by_hop_options_stand_only_in_front")]
    [TestCase(60, "11 00 c204 00010000", WireError.BadValue, TestName = "An_option_that_must_be_understood_is_not_passed")]
    [TestCase(60, "11 00 0105 00000000", WireError.BadLength, TestName = "An_option_longer_than_its_header_is_rejected")]
    [TestCase(60, "11 00 0103 00000001", WireError.BadLength, TestName = "An_option_without_length_is_rejected")]
    [TestCase(43, "11 02 00 01 00000000 fd000000000000000000000000000001", WireError.BadValue, TestName = "A_route_is_not_followed")]
    [TestCase(60, "11 01 0104 00000000", WireError.Truncated, TestName = "A_header_longer_than_the_packet_is_a_truncation")]
    public void Extensions_that_cannot_be_passed_are_rejected(int first, string extensions, WireError expected) =>
        Assert.That(Parse(WithExtensions(first, extensions), out _), Is.EqualTo(expected));

    [TestCase(8, WireError.None)]
    [TestCase(9, WireError.BadValue)]
    public void The_chain_is_bounded(int headers, WireError expected)
    {
        string chain = string.Concat(Enumerable.Range(1, headers).Select(n => $"{(n == headers ? "11" : "3c")} 00 0104 00000000 "));
        Assert.That(Parse(WithExtensions(60, chain), out _), Is.EqualTo(expected));
    }

    [Test]
    public void A_fragment_keeps_its_place_and_its_payload_is_not_looked_into()
    {
        // Destination options follow, but behind a first fragment they may be cut anywhere.
        Ipv6FragmentHeader fragment = new(IpProtocol.DestinationOptions, 1448, MoreFragments: true, 0xDEADBEEF);
        byte[] octets = new byte[Ipv6FragmentHeader.Length];
        Array.Fill(octets, byte.MaxValue);
        fragment.Emit(octets);
        Assert.That(octets, Is.EqualTo(Octets.Of("3c 00 05a9 deadbeef")));

        byte[] packet = WithExtensions(44, "3c 00 05a9 deadbeef 11ff0104");
        Assert.That(Ipv6View.TryCreate(packet, out Ipv6View view), Is.EqualTo(WireError.None));
        Assert.That(view.IsFragment);
        Assert.That(view.Fragment, Is.EqualTo(fragment));
        Assert.That(view.Protocol, Is.EqualTo(IpProtocol.DestinationOptions));
        Assert.That(view.Payload.ToArray(), Is.EqualTo(Octets.Of("11ff0104 deadbeef")));
        Assert.That(Parse(packet, out _), Is.EqualTo(WireError.None));
    }

    [TestCase("11 00 0001 00000000", TestName = "A_middle_fragment_that_is_no_multiple_of_eight_octets_is_rejected_in_IPv6")]
    [TestCase("11 00 fff8 00000000 00000000", TestName = "A_fragment_that_ends_beyond_the_longest_packet_is_rejected_in_IPv6")]
    public void A_fragment_that_cannot_be_is_rejected(string extensions) =>
        Assert.That(Parse(WithExtensions(44, extensions), out _), Is.EqualTo(WireError.BadLength));

    [Test]
    public void Extensions_of_a_reassembled_packet_are_passed_too()
    {
        byte[] fragmentable = Octets.Of("11 00 0104 00000000 cafe");
        WireError error = Ipv6View.TrySkipExtensions(
            IpProtocol.DestinationOptions, fragmentable, out IpProtocol protocol, out ReadOnlySpan<byte> payload);
        Assert.That(error, Is.EqualTo(WireError.None));
        Assert.That(protocol, Is.EqualTo(IpProtocol.Udp));
        Assert.That(payload.ToArray(), Is.EqualTo(Octets.Of("cafe")));
    }

    [TestCase(IpProtocol.Fragment, "11 00 0001 00000000", TestName = "Fragments_do_not_nest")]
    [TestCase(IpProtocol.HopByHop, "11 00 0104 00000000", TestName = "Hop_by_hop_options_are_never_in_a_fragment")]
    public void A_reassembled_packet_does_not_begin_with(IpProtocol first, string fragmentable)
    {
        WireError error = Ipv6View.TrySkipExtensions(first, Octets.Of(fragmentable), out _, out ReadOnlySpan<byte> payload);
        Assert.That(error, Is.EqualTo(WireError.BadValue));
        Assert.That(payload.IsEmpty);
    }

    private static IpAddress Address(string text) => IpAddress.From(IPAddress.Parse(text));

    private static byte[] WithExtensions(int first, string extensions)
    {
        byte[] chain = Octets.Of(extensions + "deadbeef");
        return [.. Octets.Of($"60000000 {chain.Length:x4} {first:x2} 40 {Addresses}"), .. chain];
    }

    private static WireError Parse(ReadOnlySpan<byte> octets, out Ipv6Header header)
    {
        header = default;
        return Ipv6View.TryCreate(octets, out Ipv6View view) is not WireError.None and WireError error
            ? error
            : Ipv6Header.TryParse(view, out header);
    }
}
