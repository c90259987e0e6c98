using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>The fixed IPv6 header (RFC 8200 §3).</summary>
public readonly record struct Ipv6Header
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |Version| Traffic Class |              Flow Label               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |        Payload Length         |  Next Header  |   Hop Limit   |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                                                               |
    // +                                                               +
    // |                         Source Address                        |
    // +                                                               +
    // |                           (16 octets)                         |
    // +                                                               +
    // |                                                               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                                                               |
    // +                                                               +
    // |                      Destination Address                      |
    // +                                                               +
    // |                           (16 octets)                         |
    // +                                                               +
    // |                                                               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    internal const int PayloadLengthOffset = 4;
    internal const int NextHeaderOffset = 6;
    internal const int HopLimitOffset = 7;
    internal const int SourceOffset = 8;
    internal const int DestinationOffset = 24;

    internal const int Version = 6;
    internal const uint FlowLabelMask = 0x000F_FFFF;

    /// <summary>Octets on the wire without extension headers.</summary>
    public const int Length = 40;

    /// <summary>The smallest MTU that a link may have (RFC 8200 §5): what fits it never needs a fragment.</summary>
    public const int MinimumMtu = 1280;

    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    /// <summary>
    /// Parsed: what lies behind the extension headers. Emitted: what the caller puts directly behind this header.
    /// </summary>
    public IpProtocol Protocol { get; init; }

    public byte HopLimit { get; init; }

    /// <summary>DSCP and ECN.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>20 bits.</summary>
    public uint FlowLabel { get; init; }

    /// <summary>
    /// Parsed: octets behind the extension headers. Emitted: octets behind this header, 0-65,535.
    /// </summary>
    public int PayloadLength { get; init; }

    /// <summary>
    /// Verifies that a fragment is one: all but the last are multiples of 8 octets long, and none reaches beyond the
    /// longest packet (RFC 8200 §4.5).
    /// </summary>
    public static WireError TryParse(in Ipv6View view, out Ipv6Header header)
    {
        header = default;
        Ipv6FragmentHeader fragment = view.Fragment;
        int payloadLength = view.Payload.Length;
        if ((fragment.MoreFragments && payloadLength % 8 != 0) || fragment.Offset + payloadLength > ushort.MaxValue)
        {
            return WireError.BadLength;
        }

        header = new Ipv6Header
        {
            Source = view.Source,
            Destination = view.Destination,
            Protocol = view.Protocol,
            HopLimit = view.HopLimit,
            TrafficClass = view.TrafficClass,
            FlowLabel = view.FlowLabel,
            PayloadLength = payloadLength,
        };
        return WireError.None;
    }

    /// <summary>Writes <see cref="Length"/> octets.</summary>
    public void Emit(Span<byte> destination)
    {
        Span<byte> header = destination[..Length];
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)Version << 28 | (uint)TrafficClass << 20 | FlowLabel & FlowLabelMask);
        BinaryPrimitives.WriteUInt16BigEndian(header[PayloadLengthOffset..], (ushort)PayloadLength);
        header[NextHeaderOffset] = (byte)Protocol;
        header[HopLimitOffset] = HopLimit;
        Source.WriteV6(header[SourceOffset..]);
        Destination.WriteV6(header[DestinationOffset..]);
    }
}
