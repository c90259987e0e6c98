using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Replay.Hosts;

/// <summary>
/// The beginning of a packet as an ICMP error quotes it: header and at least eight octets, its length field says more than there is.
/// </summary>
internal readonly record struct Ipv4Quote
{
    private const int ProtocolOffset = 9;
    private const int SourceOffset = 12;
    private const int DestinationOffset = 16;
    private const int Needed = 8;

    public IpProtocol Protocol { get; private init; }

    public IpAddress Source { get; private init; }

    public IpAddress Destination { get; private init; }

    public ushort SourcePort { get; private init; }

    public ushort DestinationPort { get; private init; }

    /// <summary>Of an echo request.</summary>
    public ushort Identifier { get; private init; }

    /// <summary>Of an echo request.</summary>
    public ushort Sequence { get; private init; }

    public static bool TryRead(ReadOnlySpan<byte> octets, out Ipv4Quote quote)
    {
        quote = default;
        int header = octets.IsEmpty ? 0 : (octets[0] & 0xF) * 4;
        if (header < Ipv4Header.MinimumLength || octets.Length < header + Needed)
        {
            return false;
        }

        ReadOnlySpan<byte> payload = octets[header..];
        quote = new Ipv4Quote
        {
            Protocol = (IpProtocol)octets[ProtocolOffset],
            Source = IpAddress.ReadV4(octets[SourceOffset..]),
            Destination = IpAddress.ReadV4(octets[DestinationOffset..]),
            SourcePort = BinaryPrimitives.ReadUInt16BigEndian(payload),
            DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(payload[2..]),
            Identifier = BinaryPrimitives.ReadUInt16BigEndian(payload[4..]),
            Sequence = BinaryPrimitives.ReadUInt16BigEndian(payload[6..]),
        };
        return true;
    }
}
