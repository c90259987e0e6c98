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

    private const uint FirstOctet = Version << 4 | MinimumLength / 4;

    private Ipv4Header(in Ipv4View view, out WireError error)
    {
        ReadOnlySpan<byte> octets = view.Packet[..MinimumLength];
        uint first = BinaryPrimitives.ReadUInt32BigEndian(octets);
        uint second = BinaryPrimitives.ReadUInt32BigEndian(octets[IdentificationOffset..]);
        uint third = BinaryPrimitives.ReadUInt32BigEndian(octets[TimeToLiveOffset..]);
        uint source = BinaryPrimitives.ReadUInt32BigEndian(octets[SourceOffset..]);
        uint target = BinaryPrimitives.ReadUInt32BigEndian(octets[DestinationOffset..]);

        Source = IpAddress.FromV4(source);
        Destination = IpAddress.FromV4(target);
        Protocol = (IpProtocol)(third >> 16);
        TimeToLive = (byte)(third >> 24);
        TrafficClass = (byte)(first >> 16);
        Identification = (ushort)(second >> 16);
        DontFragment = (second & DontFragmentBit) != 0;
        MoreFragments = (second & MoreFragmentsBit) != 0;
        FragmentOffset = (int)(second & FragmentOffsetMask) * 8;
        PayloadLength = view.TotalLength - view.HeaderLength;

        bool checksumIsValid = first >> 24 == FirstOctet
            ? InternetSum.OfWords((ulong)first + second + third + source + target).IsValid
            : view.ChecksumIsValid;
        bool fits = view.TotalLength + FragmentOffset <= MaximumPacketLength && (!MoreFragments || PayloadLength % 8 == 0);
        error = !checksumIsValid ? WireError.BadChecksum : fits ? WireError.None : WireError.BadLength;
    }

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
        header = new Ipv4Header(view, out WireError error);
        return error;
    }

    /// <summary>Writes <see cref="MinimumLength"/> octets, the checksum included.</summary>
    public void Emit(Span<byte> destination)
    {
        // Row by row as in the picture. The checksum is that of the rows: octets just written are slow to read back.
        uint fragment = (uint)FragmentOffset / 8 | (DontFragment ? DontFragmentBit : 0u) | (MoreFragments ? MoreFragmentsBit : 0u);
        uint first = FirstOctet << 24 | (uint)TrafficClass << 16 | (ushort)(MinimumLength + PayloadLength);
        uint second = (uint)Identification << 16 | fragment;
        uint third = (uint)TimeToLive << 24 | (uint)Protocol << 16;
        uint source = Source.V4;
        uint target = Destination.V4;
        third |= InternetSum.OfWords((ulong)first + second + third + source + target).ToField();

        Span<byte> header = destination[..MinimumLength];
        BinaryPrimitives.WriteUInt32BigEndian(header, first);
        BinaryPrimitives.WriteUInt32BigEndian(header[IdentificationOffset..], second);
        BinaryPrimitives.WriteUInt32BigEndian(header[TimeToLiveOffset..], third);
        BinaryPrimitives.WriteUInt32BigEndian(header[SourceOffset..], source);
        BinaryPrimitives.WriteUInt32BigEndian(header[DestinationOffset..], target);
    }
}
