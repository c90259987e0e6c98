using System;
using System.Buffers.Binary;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>Routers that say that a segment of ours was too long for them (RFC 1191 §4, RFC 8201 §4).</summary>
public sealed partial class IpNode<TDevice>
{
    // What a router of before RFC 1191, which names no size, can be trusted to carry.
    private const int LeastMtuV4 = 576;

    // Ports and sequence number: what RFC 792 promises of the packet behind its header.
    private const int QuotedOctets = 8;

    private bool TryOnTooBigV4(ReadOnlySpan<byte> quote, int mtu)
    {
        if (quote.Length < Ipv4Header.MinimumLength || quote[0] >> 4 != Ipv4Header.Version
            || (IpProtocol)quote[Ipv4Header.ProtocolOffset] is not IpProtocol.Tcp)
        {
            return false;
        }

        IpAddress source = IpAddress.ReadV4(quote[Ipv4Header.SourceOffset..]);
        IpAddress destination = IpAddress.ReadV4(quote[Ipv4Header.DestinationOffset..]);
        int headerLength = (quote[0] & 0xF) * 4;
        mtu = Math.Max(mtu, LeastMtuV4);
        return TryOnTooBig(source, destination, quote, headerLength, mtu - Ipv4Header.MinimumLength - TcpHeader.MinimumLength);
    }

    private bool TryOnTooBigV6(ReadOnlySpan<byte> quote, uint mtu)
    {
        if (quote.Length < Ipv6Header.Length || quote[0] >> 4 != Ipv6Header.Version
            || (IpProtocol)quote[Ipv6Header.NextHeaderOffset] is not IpProtocol.Tcp)
        {
            return false;
        }

        IpAddress source = IpAddress.ReadV6(quote[Ipv6Header.SourceOffset..]);
        IpAddress destination = IpAddress.ReadV6(quote[Ipv6Header.DestinationOffset..]);
        int size = (int)Math.Clamp(mtu, Ipv6Header.MinimumMtu, ushort.MaxValue) - Ipv6Header.Length - TcpHeader.MinimumLength;
        return TryOnTooBig(source, destination, quote, Ipv6Header.Length, size);
    }

    private bool TryOnTooBig(IpAddress source, IpAddress destination, ReadOnlySpan<byte> quote, int headerLength, int segmentSize)
    {
        if (headerLength < Ipv4Header.MinimumLength || quote.Length < headerLength + QuotedOctets)
        {
            return false;
        }

        ReadOnlySpan<byte> tcp = quote[headerLength..];
        ushort from = BinaryPrimitives.ReadUInt16BigEndian(tcp[TcpHeader.SourcePortOffset..]);
        ushort to = BinaryPrimitives.ReadUInt16BigEndian(tcp[TcpHeader.DestinationPortOffset..]);
        SeqNum sequence = new(BinaryPrimitives.ReadUInt32BigEndian(tcp[TcpHeader.SequenceOffset..]));
        return _tcp.OnPathMtu(new FlowKey(source, from, destination, to), sequence, segmentSize);
    }
}
