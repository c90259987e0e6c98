using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>An IPv4 header without options (RFC 791 §3.1): the stack skips those it gets and sends none.</summary>
public readonly record struct Ipv4Header
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |Version|  IHL  | Traffic Class |          Total Length         |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |         Identification        |0|D|M|     Fragment Offset     |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |  Time to Live |    Protocol   |        Header Checksum        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                         Source Address                        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                      Destination Address                      |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                    Options                    |    Padding    |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    internal const int TrafficClassOffset = 1;
    internal const int TotalLengthOffset = 2;
    internal const int IdentificationOffset = 4;
    internal const int FragmentOffsetOffset = 6;
    internal const int TimeToLiveOffset = 8;
    internal const int ProtocolOffset = 9;
    internal const int ChecksumOffset = 10;
    internal const int SourceOffset = 12;
    internal const int DestinationOffset = 16;

    internal const int Version = 4;
    internal const ushort DontFragmentBit = 0x4000;
    internal const ushort MoreFragmentsBit = 0x2000;
    internal const ushort FragmentOffsetMask = 0x1FFF;

    /// <summary>Octets on the wire without options.</summary>
    public const int MinimumLength = 20;

    /// <summary>The longest packet that the length field can say.</summary>
    public const int MaximumPacketLength = ushort.MaxValue;

    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    public IpProtocol Protocol { get; init; }

    public byte TimeToLive { get; init; }

    /// <summary>DSCP and ECN.</summary>
    public byte TrafficClass { get; init; }

    public ushort Identification { get; init; }

    public bool DontFragment { get; init; }

    public bool MoreFragments { get; init; }

    /// <summary>In octets, a multiple of 8.</summary>
    public int FragmentOffset { get; init; }

    /// <summary>Octets behind the header: 0-65,515.</summary>
    public int PayloadLength { get; init; }

    /// <summary>
    /// Verifies the checksum, and that a fragment is one: all but the last are multiples of 8 octets long, and none
    /// reaches beyond the longest datagram (RFC 791 §3.2).
    /// </summary>
    public static WireError TryParse(in Ipv4View view, out Ipv4Header header)
    {
        header = default;
        if (!view.ChecksumIsValid)
        {
            return WireError.BadChecksum;
        }

        ReadOnlySpan<byte> octets = view.Packet[..MinimumLength];
        int payloadLength = view.TotalLength - view.HeaderLength;
        ushort fragment = BinaryPrimitives.ReadUInt16BigEndian(octets[FragmentOffsetOffset..]);
        int fragmentOffset = (fragment & FragmentOffsetMask) * 8;
        bool moreFragments = (fragment & MoreFragmentsBit) != 0;
        if ((moreFragments && payloadLength % 8 != 0) || view.HeaderLength + fragmentOffset + payloadLength > MaximumPacketLength)
        {
            return WireError.BadLength;
        }

        header = new Ipv4Header
        {
            Source = IpAddress.ReadV4(octets[SourceOffset..]),
            Destination = IpAddress.ReadV4(octets[DestinationOffset..]),
            Protocol = (IpProtocol)octets[ProtocolOffset],
            TimeToLive = octets[TimeToLiveOffset],
            TrafficClass = octets[TrafficClassOffset],
            Identification = BinaryPrimitives.ReadUInt16BigEndian(octets[IdentificationOffset..]),
            DontFragment = (fragment & DontFragmentBit) != 0,
            MoreFragments = moreFragments,
            FragmentOffset = fragmentOffset,
            PayloadLength = payloadLength,
        };
        return WireError.None;
    }

    /// <summary>Writes <see cref="MinimumLength"/> octets, the checksum included.</summary>
    public void Emit(Span<byte> destination)
    {
        int fragment = FragmentOffset / 8 | (DontFragment ? DontFragmentBit : 0) | (MoreFragments ? MoreFragmentsBit : 0);
        Span<byte> header = destination[..MinimumLength];
        header[0] = Version << 4 | MinimumLength / 4;
        header[TrafficClassOffset] = TrafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(header[TotalLengthOffset..], (ushort)(MinimumLength + PayloadLength));
        BinaryPrimitives.WriteUInt16BigEndian(header[IdentificationOffset..], Identification);
        BinaryPrimitives.WriteUInt16BigEndian(header[FragmentOffsetOffset..], (ushort)fragment);
        header[TimeToLiveOffset] = TimeToLive;
        header[ProtocolOffset] = (byte)Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], 0);
        Source.WriteV4(header[SourceOffset..]);
        Destination.WriteV4(header[DestinationOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], InternetSum.Of(header).ToField());
    }
}
