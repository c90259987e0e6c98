using System;
using System.Net;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network;

public sealed class IcmpErrorWriterTests
{
    private static readonly byte[] Payload = Octets.Random(seed: 792, 2000);

    private static readonly IcmpError PortUnreachable =
        IcmpError.Of(Piece.Gateway, Icmpv4Header.Unreachable(Icmpv4UnreachableCode.Port));

    private static readonly IcmpError PortUnreachableV6 =
        IcmpError.Of(Piece.GatewayV6, Icmpv6Header.Unreachable(Icmpv6UnreachableCode.Port));

    private readonly byte[] _room = new byte[2000];

    [Test]
    public void A_short_packet_is_quoted_whole()
    {
        byte[] original = new Piece(0, Payload[..40], More: false).ToPacket();
        int length = IcmpErrorWriter.Write(_room, PortUnreachable, Piece.Host, original);
        Assert.That(length, Is.EqualTo(28 + 60));
        Assert.That(_room[..10], Is.EqualTo(Octets.Of("45c0 0058 0000 4000 4001")));
        Assert.That(_room[12..22], Is.EqualTo(Octets.Of("0a000202 0a000264 0303")));
        Assert.That(_room[24..28], Is.EqualTo(new byte[4]));
        Assert.That(_room[28..length], Is.EqualTo(original));
        ReadV4(length, 0x0303);
    }

    [Test]
    public void A_long_packet_is_quoted_as_far_as_576_octets_go()
    {
        byte[] original = new Piece(0, Payload, More: true).ToPacket();
        int length = IcmpErrorWriter.Write(_room, PortUnreachable, Piece.Host, original);
        Assert.That(length, Is.EqualTo(576));
        Assert.That(_room[28..length], Is.EqualTo(original[..548]));
        ReadV4(length, 0x0303);
    }

    [Test]
    public void Less_room_gives_a_shorter_quote()
    {
        byte[] original = new Piece(0, Payload, More: true).ToPacket();
        int length = IcmpErrorWriter.Write(_room.AsSpan(0, 56), PortUnreachable, Piece.Host, original);
        Assert.That(length, Is.EqualTo(56));
        ReadV4(length, 0x0303);
    }

    [Test]
    public void An_IPv6_packet_is_quoted_as_far_as_1280_octets_go()
    {
        byte[] original = new Piece(0, Payload, More: true).ToPacketV6();
        IcmpError tooBig = IcmpError.Of(Piece.GatewayV6, Icmpv6Header.PacketTooBig(1400));
        int length = IcmpErrorWriter.Write(_room, tooBig, Piece.HostV6, original);
        Assert.That(length, Is.EqualTo(1280));
        Assert.That(_room[48..length], Is.EqualTo(original[..1232]));
        IcmpV6Packet message = ReadV6(length, IcmpV6Type.PacketTooBig, 0);
        Assert.That(message.Bytes[4..8], Is.EqualTo(Octets.Of("00000578")));
    }

    [Test]
    public void The_mtu_of_a_narrow_link_is_told()
    {
        IcmpError needed = IcmpError.Of(Piece.Gateway, Icmpv4Header.FragmentationNeeded(1400));
        int length = IcmpErrorWriter.Write(_room, needed, Piece.Host, new Piece(0, Payload, More: false).ToPacket());
        ReadV4(length, 0x0304);
        Assert.That(_room[24..28], Is.EqualTo(Octets.Of("00000578")));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(33)]
    [TestCase(520)]
    public void A_datagram_that_is_gone_is_built_anew(int payloadLength)
    {
        QuotedUdp original = new(Piece.Host, 50_000, IpAddress.FromV4(192, 0, 2, 1), 33_434, Payload.AsSpan(0, payloadLength));
        int length = IcmpErrorWriter.Write(_room, PortUnreachable, original);
        Assert.That(length, Is.EqualTo(28 + 28 + payloadLength));
        ReadV4(length, 0x0303);

        IPv4Packet quoted = Packet.ParsePacket(LinkLayers.Raw, _room[28..length]).Extract<IPv4Packet>();
        Assert.That(quoted.ValidIPChecksum);
        Assert.That(quoted.SourceAddress, Is.EqualTo(IPAddress.Parse("10.0.2.100")));
        Assert.That(quoted.DestinationAddress, Is.EqualTo(IPAddress.Parse("192.0.2.1")));
        UdpPacket datagram = quoted.Extract<UdpPacket>();
        Assert.That(datagram.ValidUdpChecksum);
        Assert.That(datagram.SourcePort, Is.EqualTo(50_000));
        Assert.That(datagram.DestinationPort, Is.EqualTo(33_434));
        Assert.That(datagram.PayloadData, Is.EqualTo(Payload[..payloadLength]));
    }

    [Test]
    public void A_long_datagram_that_is_gone_says_how_long_it_was()
    {
        QuotedUdp original = new(Piece.Host, 1, Piece.Gateway, 2, Payload);
        Assert.That(IcmpErrorWriter.Write(_room, PortUnreachable, original), Is.EqualTo(576));
        ReadV4(576, 0x0303);
        byte[] whole = new byte[28 + 2000];
        Assert.That(original.Emit(whole), Is.EqualTo(whole.Length));
        Assert.That(_room[28..576], Is.EqualTo(whole[..548]));
        Assert.That(_room[30..32], Is.EqualTo(Octets.Of("07ec")));
    }

    [TestCase(0)]
    [TestCase(57)]
    [TestCase(1184)]
    public void An_IPv6_datagram_that_is_gone_is_built_anew(int payloadLength)
    {
        QuotedUdp original = new(Piece.HostV6, 50_000, Piece.GatewayV6, 33_434, Payload.AsSpan(0, payloadLength));
        int length = IcmpErrorWriter.Write(_room, PortUnreachableV6, original);
        Assert.That(length, Is.EqualTo(48 + 48 + payloadLength));
        _ = ReadV6(length, IcmpV6Type.DestinationUnreachable, 4);

        UdpPacket datagram = Packet.ParsePacket(LinkLayers.Raw, _room[48..length]).Extract<UdpPacket>();
        Assert.That(datagram.ValidUdpChecksum);
        Assert.That(datagram.SourcePort, Is.EqualTo(50_000));
        Assert.That(datagram.DestinationPort, Is.EqualTo(33_434));
        Assert.That(datagram.PayloadData, Is.EqualTo(Payload[..payloadLength]));
    }

    [TestCase(0)]
    [TestCase(56)]
    [TestCase(1000)]
    public void An_echo_request_that_is_gone_is_built_anew(int payloadLength)
    {
        QuotedEcho original = new(Piece.Host, IpAddress.FromV4(192, 0, 2, 1), 0x1234, 7, Payload.AsSpan(0, payloadLength));
        IcmpError exceeded = IcmpError.Of(IpAddress.FromV4(198, 51, 100, 1), Icmpv4Header.TimeExceeded(Icmpv4TimeExceededCode.InTransit));
        int length = IcmpErrorWriter.Write(_room, exceeded, original);
        Assert.That(length, Is.EqualTo(Math.Min(576, 28 + 28 + payloadLength)));
        ReadV4(length, 0x0B00);

        byte[] whole = new byte[28 + payloadLength];
        Assert.That(original.Emit(whole), Is.EqualTo(whole.Length));
        Assert.That(_room[28..length], Is.EqualTo(whole[..(length - 28)]));
        IcmpV4Packet echo = Packet.ParsePacket(LinkLayers.Raw, whole).Extract<IcmpV4Packet>();
        Assert.That(echo.ValidIcmpChecksum);
        Assert.That(echo.TypeCode, Is.EqualTo(IcmpV4TypeCode.EchoRequest));
        Assert.That(echo.Id, Is.EqualTo(0x1234));
        Assert.That(echo.Sequence, Is.EqualTo(7));
    }

    [TestCase(0)]
    [TestCase(56)]
    [TestCase(1500)]
    public void An_IPv6_echo_request_that_is_gone_is_built_anew(int payloadLength)
    {
        QuotedEcho original = new(Piece.HostV6, Piece.GatewayV6, 0x1234, 7, Payload.AsSpan(0, payloadLength));
        IcmpError exceeded = IcmpError.Of(Piece.GatewayV6, Icmpv6Header.TimeExceeded(Icmpv6TimeExceededCode.InTransit));
        int length = IcmpErrorWriter.Write(_room, exceeded, original);
        Assert.That(length, Is.EqualTo(Math.Min(1280, 48 + 48 + payloadLength)));
        _ = ReadV6(length, IcmpV6Type.TimeExceeded, 0);

        byte[] whole = new byte[48 + payloadLength];
        Assert.That(original.Emit(whole), Is.EqualTo(whole.Length));
        Assert.That(_room[48..length], Is.EqualTo(whole[..(length - 48)]));
        IPv6Packet quoted = Packet.ParsePacket(LinkLayers.Raw, whole).Extract<IPv6Packet>();
        Assert.That(quoted.Extract<IcmpV6Packet>().ValidIcmpChecksum);
        Assert.That(whole[40..48], Is.EqualTo((byte[])[128, 0, whole[42], whole[43], 0x12, 0x34, 0, 7]));
    }

    [Test]
    public void Hostile_originals_are_only_octets()
    {
        Random random = new(792);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] original = new byte[random.Next(1500)];
            random.NextBytes(original);
            int length = IcmpErrorWriter.Write(_room, PortUnreachable, Piece.Host, original);
            Assert.That(length, Is.EqualTo(Math.Min(576, 28 + original.Length)));
            _ = Ipv4View.TryCreate(_room.AsSpan(0, length), out Ipv4View view);
            _ = Icmpv4View.TryCreate(view.Payload, out Icmpv4View message);
            Assert.That(view.ChecksumIsValid && message.ChecksumIsValid);
        }
    }

    [Test]
    public void Writing_allocates_nothing()
    {
        byte[] original = new Piece(0, Payload, More: true).ToPacket();
        using QuietHeap quiet = new();
        long before = 0;
        for (int i = 0; i <= 1_000; i++)
        {
            before = i == 1 ? GC.GetAllocatedBytesForCurrentThread() : before;
            _ = IcmpErrorWriter.Write(_room, PortUnreachable, Piece.Host, original);
            _ = IcmpErrorWriter.Write(_room, PortUnreachable, new QuotedUdp(Piece.Host, 1, Piece.Gateway, 2, Payload));
            _ = IcmpErrorWriter.Write(_room, PortUnreachableV6, new QuotedEcho(Piece.HostV6, Piece.GatewayV6, 1, 2, Payload));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private void ReadV4(int length, int typeAndCode)
    {
        IPv4Packet packet = Packet.ParsePacket(LinkLayers.Raw, _room[..length]).Extract<IPv4Packet>();
        Assert.That(packet.ValidIPChecksum);
        Assert.That(packet.TotalLength, Is.EqualTo(length));
        Assert.That(packet.DestinationAddress, Is.EqualTo(IPAddress.Parse("10.0.2.100")));
        IcmpV4Packet message = packet.Extract<IcmpV4Packet>();
        Assert.That(message.ValidIcmpChecksum);
        Assert.That((int)message.TypeCode, Is.EqualTo(typeAndCode));
    }

    private IcmpV6Packet ReadV6(int length, IcmpV6Type type, int code)
    {
        IPv6Packet packet = Packet.ParsePacket(LinkLayers.Raw, _room[..length]).Extract<IPv6Packet>();
        Assert.That(packet.PayloadLength, Is.EqualTo(length - 40));
        Assert.That(packet.DestinationAddress, Is.EqualTo(IPAddress.Parse("fd00::64")));
        IcmpV6Packet message = packet.Extract<IcmpV6Packet>();
        Assert.That(message.ValidIcmpChecksum);
        Assert.That(message.Type, Is.EqualTo(type));
        Assert.That(message.Code, Is.EqualTo(code));
        return message;
    }
}
