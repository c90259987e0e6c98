using System;
using System.Collections.Generic;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Link.Offload;

/// <summary>Frames whose checksums and segmentation are left undone, and what becomes of them.</summary>
internal static class OffloadFrames
{
    private const int Ip = EthernetHeader.Length;

    public static IpAddress Source { get; } = IpAddress.FromV4(10, 0, 2, 100);

    public static IpAddress Destination { get; } = IpAddress.FromV4(10, 0, 2, 101);

    public static IpAddress SourceV6 { get; } = new(0xFD00_0000_0000_0000, 1);

    public static IpAddress DestinationV6 { get; } = new(0xFD00_0000_0000_0000, 2);

    public static FrameOffload OffloadOf(bool isV4, bool isTcp, int size) => new()
    {
        NeedsChecksum = true,
        ChecksumStart = (ushort)(Ip + (isV4 ? 20 : 40)),
        ChecksumOffset = (ushort)(isTcp ? TcpHeader.ChecksumOffset : UdpHeader.ChecksumOffset),
        Segmentation = !isTcp ? SegmentationKind.Udp : isV4 ? SegmentationKind.TcpV4 : SegmentationKind.TcpV6,
        SegmentSize = (ushort)size,
    };

    public static byte[] Tcp(bool isV4, byte[] payload, TcpFlags flags)
    {
        byte[] segment = new byte[TcpHeader.MinimumLength + payload.Length];
        new TcpHeader { SourcePort = 80, DestinationPort = 4000, Sequence = new SeqNum(uint.MaxValue - 100), Flags = flags }.Emit(segment);
        payload.CopyTo(segment, TcpHeader.MinimumLength);
        TcpHeader.WriteChecksum(segment, Pseudo(isV4, IpProtocol.Tcp, segment.Length).ToPartialField());
        return Packet(isV4, IpProtocol.Tcp, segment);
    }

    public static byte[] Udp(bool isV4, byte[] payload)
    {
        byte[] datagram = new byte[UdpHeader.Length + payload.Length];
        new UdpHeader(80, 4000, payload.Length).Emit(datagram);
        payload.CopyTo(datagram, UdpHeader.Length);
        UdpHeader.WriteChecksum(datagram, Pseudo(isV4, IpProtocol.Udp, datagram.Length).ToPartialField());
        return Packet(isV4, IpProtocol.Udp, datagram);
    }

    public static InternetSum Pseudo(bool isV4, IpProtocol protocol, int length) => isV4
        ? InternetSum.PseudoHeader(Source, Destination, protocol, length)
        : InternetSum.PseudoHeader(SourceV6, DestinationV6, protocol, length);

    public static byte[] Packet(bool isV4, IpProtocol protocol, byte[] transport)
    {
        byte[] frame = new byte[Ip + (isV4 ? 20 : 40) + transport.Length];
        new EthernetHeader(new MacAddress(2), new MacAddress(4), isV4 ? EtherType.Ipv4 : EtherType.Ipv6).Emit(frame);
        if (isV4)
        {
            new Ipv4Header
            {
                Source = Source,
                Destination = Destination,
                Protocol = protocol,
                TimeToLive = 64,
                Identification = 7,
                PayloadLength = transport.Length,
            }.Emit(frame.AsSpan(Ip));
        }
        else
        {
            new Ipv6Header
            {
                Source = SourceV6,
                Destination = DestinationV6,
                Protocol = protocol,
                HopLimit = 64,
                PayloadLength = transport.Length,
            }.Emit(frame.AsSpan(Ip));
        }

        transport.CopyTo(frame, frame.Length - transport.Length);
        return frame;
    }

    public static List<byte[]> Cut(byte[] headers, byte[] payload, byte[] rest, FrameOffload offload)
    {
        List<byte[]> pieces = [];
        Span<byte> scratch = stackalloc byte[FrameCutter.MaximumHeaders];
        Assert.That(FrameCutter.TryCreate(new OutgoingFrame(headers, payload, rest, offload), scratch, out FrameCutter cutter), Is.True);
        while (cutter.TryNext(out OutgoingFrame piece))
        {
            Assert.That(piece.Offload, Is.EqualTo(FrameOffload.Complete));
            pieces.Add([.. piece.Headers, .. piece.Payload, .. piece.PayloadRest]);
        }

        return pieces;
    }
}
