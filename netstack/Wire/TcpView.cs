using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>A TCP segment whose header fits into it; the octets are borrowed.</summary>
public readonly ref struct TcpView
{
    private TcpView(ReadOnlySpan<byte> segment) => Segment = segment;

    /// <summary>Header, options and payload.</summary>
    public ReadOnlySpan<byte> Segment { get; }

    public ushort SourcePort => Read16(TcpHeader.SourcePortOffset);

    public ushort DestinationPort => Read16(TcpHeader.DestinationPortOffset);

    public SeqNum Sequence => new(Read32(TcpHeader.SequenceOffset));

    public SeqNum Acknowledgment => new(Read32(TcpHeader.AcknowledgmentOffset));

    /// <summary>Octets of header and options: 20-60.</summary>
    public int HeaderLength => (Segment[TcpHeader.DataOffsetOffset] >> 4) * 4;

    public TcpFlags Flags => (TcpFlags)Segment[TcpHeader.FlagsOffset];

    /// <summary>As it stands there, not yet scaled.</summary>
    public ushort Window => Read16(TcpHeader.WindowOffset);

    public ushort Checksum => Read16(TcpHeader.ChecksumOffset);

    public ushort UrgentPointer => Read16(TcpHeader.UrgentPointerOffset);

    public ReadOnlySpan<byte> Options => Segment[TcpHeader.MinimumLength..HeaderLength];

    public ReadOnlySpan<byte> Payload => Segment[HeaderLength..];

    public static WireError TryCreate(ReadOnlySpan<byte> segment, out TcpView view)
    {
        view = default;
        if (segment.Length < TcpHeader.MinimumLength)
        {
            return WireError.Truncated;
        }

        int headerLength = (segment[TcpHeader.DataOffsetOffset] >> 4) * 4;
        if (headerLength < TcpHeader.MinimumLength)
        {
            return WireError.BadLength;
        }

        if (headerLength > segment.Length)
        {
            return WireError.Truncated;
        }

        view = new TcpView(segment);
        return WireError.None;
    }

    public bool ChecksumIsValid(InternetSum pseudoHeader) => pseudoHeader.Add(Segment).IsValid;

    private ushort Read16(int offset) => BinaryPrimitives.ReadUInt16BigEndian(Segment.Slice(offset, sizeof(ushort)));

    private uint Read32(int offset) => BinaryPrimitives.ReadUInt32BigEndian(Segment.Slice(offset, sizeof(uint)));
}
