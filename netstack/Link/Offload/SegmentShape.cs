using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Link.Offload;

/// <summary>Where the parts of a frame lie that holds a plain TCP segment with data: no fragment, no IP option, no flag but ACK and PSH.</summary>
/// <param name="IsV4">The IP header is IPv4's.</param>
/// <param name="Transport">Octets in front of the TCP header.</param>
/// <param name="Headers">Octets of all headers.</param>
/// <param name="Payload">Octets of data, at least one.</param>
internal readonly record struct SegmentShape(bool IsV4, int Transport, int Headers, int Payload)
{
    private const int Ip = EthernetHeader.Length;
    private const byte V4WithoutOptions = 0x45;
    private const ushort FragmentMask = 0x3FFF;     // more fragments, and the offset (RFC 791 §3.1)

    /// <summary>False: the frame is something else, padded, or cut short. Nothing is said of its checksums.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out SegmentShape shape)
    {
        shape = default;
        if (frame.Length < Ip + Ipv4Header.MinimumLength + TcpHeader.MinimumLength || !TryReadIp(frame, out bool isV4))
        {
            return false;
        }

        int transport = Ip + (isV4 ? Ipv4Header.MinimumLength : Ipv6Header.Length);
        if (frame.Length < transport + TcpHeader.MinimumLength)
        {
            return false;
        }

        int length = (frame[transport + TcpHeader.DataOffsetOffset] >> 4) * 4;
        TcpFlags flags = (TcpFlags)frame[transport + TcpHeader.FlagsOffset];
        shape = new SegmentShape(isV4, transport, transport + length, frame.Length - transport - length);
        return length >= TcpHeader.MinimumLength && shape.Payload > 0 && (flags & ~TcpFlags.Push) == TcpFlags.Ack;
    }

    private static bool TryReadIp(ReadOnlySpan<byte> frame, out bool isV4)
    {
        EtherType type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetHeader.TypeOffset..]);
        ReadOnlySpan<byte> ip = frame[Ip..];
        isV4 = type is EtherType.Ipv4;
        if (isV4)
        {
            return ip[0] == V4WithoutOptions
                && BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv4Header.TotalLengthOffset..]) == ip.Length
                && (BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv4Header.FragmentOffsetOffset..]) & FragmentMask) == 0
                && ip[Ipv4Header.ProtocolOffset] == (byte)IpProtocol.Tcp;
        }

        return type is EtherType.Ipv6 && ip.Length > Ipv6Header.Length && ip[0] >> 4 == 6
            && BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv6Header.PayloadLengthOffset..]) == ip.Length - Ipv6Header.Length
            && ip[Ipv6Header.NextHeaderOffset] == (byte)IpProtocol.Tcp;
    }
}
