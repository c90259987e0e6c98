using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Link.Offload;

/// <summary>Where the headers of a frame lie whose checksum or segmentation is left undone.</summary>
/// <param name="Ip">Octets in front of the IP header.</param>
/// <param name="Transport">Octets in front of the transport header.</param>
/// <param name="Length">Octets of all headers that are repeated in front of every piece.</param>
/// <param name="ChecksumOffset">Octets from the transport header to its checksum.</param>
/// <param name="IsV4">The IP header is IPv4's.</param>
/// <param name="IsTcp">The transport header is TCP's, and its fields are needed.</param>
internal readonly record struct FrameLayout(int Ip, int Transport, int Length, int ChecksumOffset, bool IsV4, bool IsTcp)
{
    private const int VlanTag = 4;

    /// <summary>The sum that a piece of a super-frame starts its transport checksum with.</summary>
    /// <param name="headers">All headers.</param>
    /// <param name="length">Octets of the transport header and what is behind it.</param>
    public InternetSum PseudoHeader(ReadOnlySpan<byte> headers, int length) =>
        PseudoHeader(headers[Ip..], IsV4, IsTcp ? IpProtocol.Tcp : IpProtocol.Udp, length);

    /// <summary>The same for any packet, whose header has the addresses.</summary>
    public static InternetSum PseudoHeader(ReadOnlySpan<byte> ip, bool isV4, IpProtocol protocol, int length) => isV4
        ? InternetSum.PseudoHeader(
            IpAddress.ReadV4(ip[Ipv4Header.SourceOffset..]), IpAddress.ReadV4(ip[Ipv4Header.DestinationOffset..]), protocol, length)
        : InternetSum.PseudoHeader(
            IpAddress.ReadV6(ip[Ipv6Header.SourceOffset..]), IpAddress.ReadV6(ip[Ipv6Header.DestinationOffset..]), protocol, length);

    /// <summary>False when the headers are cut short, or are not those of what is to be done.</summary>
    /// <param name="frame">The frame, or its headers.</param>
    /// <param name="areHeaders">There is nothing but headers in it: what is not cut is otherwise known as far as its checksum only.</param>
    /// <param name="offload">What is to be done.</param>
    /// <param name="layout">Where the parts lie.</param>
    public static bool TryRead(ReadOnlySpan<byte> frame, bool areHeaders, in FrameOffload offload, out FrameLayout layout)
    {
        layout = default;
        int transport = offload.ChecksumStart;
        if (!offload.NeedsChecksum || frame.Length < transport || transport + offload.ChecksumOffset + sizeof(ushort) > frame.Length)
        {
            return false;
        }

        if (offload.Segmentation is SegmentationKind.None)
        {
            int known = areHeaders ? frame.Length : transport + offload.ChecksumOffset + sizeof(ushort);
            layout = new FrameLayout(0, transport, known, offload.ChecksumOffset, false, false);
            return true;
        }

        bool isTcp = offload.Segmentation is SegmentationKind.TcpV4 or SegmentationKind.TcpV6;
        if (!TryReadIp(frame, transport, out int ip, out bool isV4) || !TryReadLength(frame[transport..], isTcp, out int length))
        {
            return false;
        }

        int checksumOffset = isTcp ? TcpHeader.ChecksumOffset : UdpHeader.ChecksumOffset;
        layout = new FrameLayout(ip, transport, transport + length, checksumOffset, isV4, isTcp);
        return true;
    }

    private static bool TryReadIp(ReadOnlySpan<byte> frame, int transport, out int ip, out bool isV4)
    {
        ip = EthernetHeader.Length;
        isV4 = false;
        if (transport < ip)
        {
            return false;
        }

        EtherType type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetHeader.TypeOffset..]);
        if (type is EtherType.Vlan && transport >= ip + VlanTag)
        {
            type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetHeader.TypeOffset + VlanTag)..]);
            ip += VlanTag;
        }

        isV4 = type is EtherType.Ipv4;
        int shortest = isV4 ? Ipv4Header.MinimumLength : Ipv6Header.Length;
        return (isV4 || type is EtherType.Ipv6) && transport - ip >= shortest;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> transport, bool isTcp, out int length)
    {
        length = isTcp ? TcpHeader.MinimumLength : UdpHeader.Length;
        if (transport.Length < length)
        {
            return false;
        }

        length = isTcp ? Math.Max(length, (transport[TcpHeader.DataOffsetOffset] >> 4) * 4) : length;
        return transport.Length >= length;
    }
}
