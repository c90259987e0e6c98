using System;
using System.Buffers.Binary;
using System.Net;

namespace NetKit.EndToEnd.Tests.Ip;

/// <summary>IPv4 packets that no ordinary socket would send (RFC 791 §3.1). The kernel fills in length and checksum.</summary>
internal static class Ipv4Piece
{
    private const int UdpHeaderLength = 8;
    private const int HeaderLength = 20;
    private const ushort MoreFragments = 0x2000;

    /// <summary>A datagram without a checksum, which RFC 768 allows.</summary>
    public static byte[] Udp(int sourcePort, int port, byte[] payload)
    {
        byte[] datagram = new byte[UdpHeaderLength + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        payload.CopyTo(datagram, UdpHeaderLength);
        return datagram;
    }

    /// <param name="id">The same for all fragments of a datagram.</param>
    /// <param name="offset">Where the payload belongs, a multiple of 8 octets.</param>
    /// <param name="isLast">There is nothing behind it.</param>
    /// <param name="payload">Of the fragment.</param>
    /// <param name="options">A multiple of four octets.</param>
    public static byte[] Create(ushort id, int offset, bool isLast, ReadOnlySpan<byte> payload, params byte[] options)
    {
        int headerLength = HeaderLength + options.Length;
        byte[] packet = new byte[headerLength + payload.Length];
        packet[0] = (byte)(0x40 | (headerLength / 4));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), id);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(6), (ushort)((offset / 8) | (isLast ? 0 : MoreFragments)));
        packet[8] = 64;
        packet[9] = 17;
        _ = IPAddress.Parse(Harness.Lab.BoxAddress).TryWriteBytes(packet.AsSpan(12), out _);
        _ = IPAddress.Parse(Harness.Lab.Gateway).TryWriteBytes(packet.AsSpan(16), out _);
        options.CopyTo(packet, HeaderLength);
        payload.CopyTo(packet.AsSpan(headerLength));
        return packet;
    }
}
