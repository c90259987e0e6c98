using System;
using System.Collections.Generic;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

/// <summary>Octets [Offset, Offset + Payload.Length) of a datagram, on their way in a packet of their own.</summary>
internal sealed record Piece(int Offset, byte[] Payload, bool More)
{
    public static IpAddress Host { get; } = IpAddress.FromV4(10, 0, 2, 100);

    public static IpAddress Gateway { get; } = IpAddress.FromV4(10, 0, 2, 2);

    public static IpAddress HostV6 { get; } = new(0xFD00_0000_0000_0000, 0x64);

    public static IpAddress GatewayV6 { get; } = new(0xFD00_0000_0000_0000, 2);

    /// <summary>What the fragments say about their datagram.</summary>
    public Ipv4Header Header { get; init; } = new()
    {
        Source = Host,
        Destination = Gateway,
        Protocol = IpProtocol.Udp,
        TimeToLive = 64,
        Identification = 7,
    };

    /// <summary>Cuts a payload at these multiples of eight octets, in growing order.</summary>
    public static Piece[] Cut(byte[] payload, params int[] cuts)
    {
        List<Piece> pieces = [];
        int start = 0;
        foreach (int end in (int[])[.. cuts, payload.Length])
        {
            pieces.Add(new Piece(start, payload[start..end], end < payload.Length));
            start = end;
        }

        return [.. pieces];
    }

    /// <summary>The same in a datagram of another number.</summary>
    public Piece Numbered(int identification) => this with { Header = Header with { Identification = (ushort)identification } };

    public Piece From(IpAddress source) => this with { Header = Header with { Source = source } };

    public byte[] ToPacket()
    {
        byte[] packet = new byte[Ipv4Header.MinimumLength + Payload.Length];
        (Header with { FragmentOffset = Offset, MoreFragments = More, PayloadLength = Payload.Length }).Emit(packet);
        Payload.CopyTo(packet, Ipv4Header.MinimumLength);
        return packet;
    }

    public byte[] ToPacketV6(IpProtocol next = IpProtocol.Udp)
    {
        byte[] packet = new byte[Ipv6Fragment.LongestHeaders + Payload.Length];
        new Ipv6Header
        {
            Source = HostV6,
            Destination = GatewayV6,
            Protocol = IpProtocol.Fragment,
            HopLimit = 64,
            TrafficClass = Header.TrafficClass,
            PayloadLength = Ipv6FragmentHeader.Length + Payload.Length,
        }.Emit(packet);
        new Ipv6FragmentHeader(next, Offset, More, Header.Identification).Emit(packet.AsSpan(Ipv6Header.Length));
        Payload.CopyTo(packet, Ipv6Fragment.LongestHeaders);
        return packet;
    }

    public ReassemblyVerdict AddTo(Ipv4Reassembler reassembler, Instant now, out ReassembledDatagram whole)
    {
        Assert.That(Ipv4View.TryCreate(ToPacket(), out Ipv4View view), Is.EqualTo(WireError.None));
        Assert.That(Ipv4Header.TryParse(view, out Ipv4Header header), Is.EqualTo(WireError.None));
        return reassembler.Add(now, view, header, out whole);
    }

    public ReassemblyVerdict AddTo(Ipv4Reassembler reassembler, Instant now = default) => AddTo(reassembler, now, out _);
}
