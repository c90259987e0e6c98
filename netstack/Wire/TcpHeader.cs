using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>A TCP header and its options (RFC 9293 §3.1). It is large: pass it with <c>in</c>.</summary>
public readonly record struct TcpHeader
{
    //  0                   1                   2                   3
    //  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |          Source Port          |       Destination Port        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                        Sequence Number                        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                     Acknowledgment Number                     |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // | Data  |       |C|E|U|A|P|R|S|F|                               |
    // | Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
    // |       |       |R|E|G|K|H|T|N|N|                               |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |           Checksum            |         Urgent Pointer        |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    // |                           [Options]                           |
    // +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    internal const int SourcePortOffset = 0;
    internal const int DestinationPortOffset = 2;
    internal const int SequenceOffset = 4;
    internal const int AcknowledgmentOffset = 8;
    internal const int DataOffsetOffset = 12;
    internal const int FlagsOffset = 13;
    internal const int WindowOffset = 14;
    internal const int UrgentPointerOffset = 18;

    /// <summary>Octets on the wire without options.</summary>
    public const int MinimumLength = 20;

    /// <summary>Octets on the wire with as many options as can be.</summary>
    public const int MaximumLength = MinimumLength + TcpOptions.MaximumLength;

    /// <summary>From the header's start to the checksum field: what a device that completes checksums is told.</summary>
    public const int ChecksumOffset = 16;

    // Used inside instead of the property, which copies.
    private readonly TcpOptions _options;

    // A constructor, so that the options are parsed where they stay: they are most of a header's size.
    private TcpHeader(in TcpView view, out WireError error)
    {
        ReadOnlySpan<byte> octets = view.Segment[..MinimumLength];
        SourcePort = BinaryPrimitives.ReadUInt16BigEndian(octets[SourcePortOffset..]);
        DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(octets[DestinationPortOffset..]);
        Sequence = new SeqNum(BinaryPrimitives.ReadUInt32BigEndian(octets[SequenceOffset..]));
        Acknowledgment = new SeqNum(BinaryPrimitives.ReadUInt32BigEndian(octets[AcknowledgmentOffset..]));
        Flags = (TcpFlags)octets[FlagsOffset];
        Window = BinaryPrimitives.ReadUInt16BigEndian(octets[WindowOffset..]);
        UrgentPointer = BinaryPrimitives.ReadUInt16BigEndian(octets[UrgentPointerOffset..]);
        error = TcpOptions.TryParse(view.Options, out _options);
    }

    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    public SeqNum Sequence { get; init; }

    public SeqNum Acknowledgment { get; init; }

    public TcpFlags Flags { get; init; }

    /// <summary>As on the wire: not scaled.</summary>
    public ushort Window { get; init; }

    public ushort UrgentPointer { get; init; }

    public TcpOptions Options
    {
        get => _options;
        init => _options = value;
    }

    /// <summary>Octets on the wire, options included: 20-60.</summary>
    public int Length => MinimumLength + _options.Length;

    /// <summary>Fails when the options do. Which flags go together is for the connection to say.</summary>
    public static WireError TryParse(in TcpView view, out TcpHeader header)
    {
        header = new TcpHeader(view, out WireError error);
        return error;
    }

    /// <summary>Writes <see cref="Length"/> octets; the checksum field is zero, which <see cref="WriteChecksum"/> changes.</summary>
    public void Emit(Span<byte> destination)
    {
        Span<byte> header = destination[..MinimumLength];
        BinaryPrimitives.WriteUInt16BigEndian(header[SourcePortOffset..], SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(header[DestinationPortOffset..], DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(header[SequenceOffset..], Sequence.Value);
        BinaryPrimitives.WriteUInt32BigEndian(header[AcknowledgmentOffset..], Acknowledgment.Value);
        header[DataOffsetOffset] = (byte)(Length / 4 << 4);
        header[FlagsOffset] = (byte)Flags;
        BinaryPrimitives.WriteUInt16BigEndian(header[WindowOffset..], Window);
        BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(header[UrgentPointerOffset..], UrgentPointer);
        _options.Emit(destination[MinimumLength..]);
    }

    public static void WriteChecksum(Span<byte> header, ushort field) =>
        BinaryPrimitives.WriteUInt16BigEndian(header.Slice(ChecksumOffset, sizeof(ushort)), field);
}
