using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire;

/// <summary>
/// The TCP options that mean something to the stack (RFC 9293 §3.1, RFC 7323, RFC 2018). The default value is "none of them".
/// </summary>
public readonly record struct TcpOptions
{
    /// <summary>The longest that fits a header whose data offset is a four-bit count of words.</summary>
    public const int MaximumLength = 40;

    /// <summary>RFC 7323 §2.3: a larger shift is read as this one.</summary>
    public const int MaximumWindowScale = 14;

    private const int WordLength = 4;
    private const int TimestampsLength = 12;
    private const int BlockLength = 8;

    // RFC 7323 appendix A: how nearly every segment of a connection with timestamps begins.
    private const uint PaddedTimestamps = 0x0101_080A;

    // Shift plus one, so that the default value says "absent".
    private readonly byte _windowScalePlusOne;

    // Used inside instead of the property, which copies.
    private readonly SackBlocks _sackBlocks;

    public static TcpOptions None => default;

    /// <summary>Octets of payload the sender takes in one segment; 0: absent.</summary>
    public ushort MaximumSegmentSize { get; init; }

    /// <summary>The shift of all later windows, 0-14; -1: absent.</summary>
    public sbyte WindowScale
    {
        get => (sbyte)(_windowScalePlusOne - 1);
        init => _windowScalePlusOne = (byte)(value + 1);
    }

    public bool SackPermitted { get; init; }

    public bool HasTimestamps { get; init; }

    /// <summary>TSval; only meaningful with <see cref="HasTimestamps"/>.</summary>
    public uint TimestampValue { get; init; }

    /// <summary>TSecr; only meaningful with <see cref="HasTimestamps"/>.</summary>
    public uint TimestampEcho { get; init; }

    /// <summary>Emitted as far as there is room: three beside timestamps.</summary>
    public SackBlocks SackBlocks
    {
        get => _sackBlocks;
        init => _sackBlocks = value;
    }

    public int SackCount => _sackBlocks.Count;

    /// <summary>Octets that <see cref="Emit"/> writes: a multiple of 4, at most 40.</summary>
    public int Length
    {
        get
        {
            // Every option is emitted behind as many no-operations as make it a multiple of four octets.
            int length = (MaximumSegmentSize != 0 ? WordLength : 0)
                + (SackPermitted ? WordLength : 0)
                + (HasTimestamps ? TimestampsLength : 0)
                + (_windowScalePlusOne != 0 ? WordLength : 0);
            return length + (_sackBlocks.Count == 0 ? 0 : WordLength + SackRoom(length) * BlockLength);
        }
    }

    /// <summary>Skips kinds it does not know; stops with an error at a length that cannot be.</summary>
    public static WireError TryParse(ReadOnlySpan<byte> options, out TcpOptions parsed)
    {
        parsed = default;
        if (options.IsEmpty)
        {
            return WireError.None;
        }

        if (options.Length == TimestampsLength && BinaryPrimitives.ReadUInt32BigEndian(options) == PaddedTimestamps)
        {
            parsed = new TcpOptions
            {
                HasTimestamps = true,
                TimestampValue = BinaryPrimitives.ReadUInt32BigEndian(options[4..]),
                TimestampEcho = BinaryPrimitives.ReadUInt32BigEndian(options[8..]),
            };
            return WireError.None;
        }

        TcpOptions sofar = default;
        while (!options.IsEmpty && options[0] != (byte)TcpOptionKind.EndOfList)
        {
            if (options[0] == (byte)TcpOptionKind.NoOperation)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < 2)
            {
                return WireError.Truncated;
            }

            int length = options[1];
            if (length < 2)
            {
                return WireError.BadLength;
            }

            if (length > options.Length)
            {
                return WireError.Truncated;
            }

            if (TryParseOne(options[..length], ref sofar) is not WireError.None and WireError error)
            {
                return error;
            }

            options = options[length..];
        }

        parsed = sofar;
        return WireError.None;
    }

    /// <summary>Writes <see cref="Length"/> octets.</summary>
    public void Emit(Span<byte> destination)
    {
        const uint noOperations = 0x0101_0000;
        Span<byte> rest = destination;
        if (MaximumSegmentSize != 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)TcpOptionKind.MaximumSegmentSize << 24 | 4u << 16 | MaximumSegmentSize);
            rest = rest[WordLength..];
        }

        if (SackPermitted)
        {
            BinaryPrimitives.WriteUInt32BigEndian(rest, noOperations | (uint)TcpOptionKind.SackPermitted << 8 | 2);
            rest = rest[WordLength..];
        }

        if (HasTimestamps)
        {
            BinaryPrimitives.WriteUInt32BigEndian(rest, PaddedTimestamps);
            BinaryPrimitives.WriteUInt32BigEndian(rest[4..], TimestampValue);
            BinaryPrimitives.WriteUInt32BigEndian(rest[8..], TimestampEcho);
            rest = rest[TimestampsLength..];
        }

        if (_windowScalePlusOne != 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(rest,
                (uint)TcpOptionKind.NoOperation << 24 | (uint)TcpOptionKind.WindowScale << 16 | 3u << 8 | (byte)WindowScale);
            rest = rest[WordLength..];
        }

        if (_sackBlocks.Count > 0)
        {
            int count = SackRoom(destination.Length - rest.Length);
            BinaryPrimitives.WriteUInt32BigEndian(rest, noOperations | (uint)TcpOptionKind.Sack << 8 | (uint)(2 + count * BlockLength));
            EmitBlocks(rest[WordLength..], count);
        }
    }

    // At most 24 octets stand in front, so there is always room for one block.
    private int SackRoom(int before) => Math.Min(_sackBlocks.Count, (MaximumLength - WordLength - before) / BlockLength);

    private static WireError TryParseOne(ReadOnlySpan<byte> option, ref TcpOptions options)
    {
        switch ((TcpOptionKind)option[0], option.Length)
        {
            case (TcpOptionKind.MaximumSegmentSize, 4):
                options = options with { MaximumSegmentSize = BinaryPrimitives.ReadUInt16BigEndian(option[2..]) };
                return WireError.None;
            case (TcpOptionKind.WindowScale, 3):
                options = options with { WindowScale = (sbyte)Math.Min(option[2], (byte)MaximumWindowScale) };
                return WireError.None;
            case (TcpOptionKind.SackPermitted, 2):
                options = options with { SackPermitted = true };
                return WireError.None;
            case (TcpOptionKind.Timestamps, 10):
                options = options with
                {
                    HasTimestamps = true,
                    TimestampValue = BinaryPrimitives.ReadUInt32BigEndian(option[2..]),
                    TimestampEcho = BinaryPrimitives.ReadUInt32BigEndian(option[6..]),
                };
                return WireError.None;
            case (TcpOptionKind.Sack, 10 or 18 or 26 or 34):
                options = options with { SackBlocks = ParseBlocks(option[2..]) };
                return WireError.None;
            case (TcpOptionKind.MaximumSegmentSize or TcpOptionKind.WindowScale or TcpOptionKind.SackPermitted
                or TcpOptionKind.Timestamps or TcpOptionKind.Sack, _):
                return WireError.BadLength;
            default:
                return WireError.None;
        }
    }

    private static SackBlocks ParseBlocks(ReadOnlySpan<byte> octets)
    {
        SackBlocks blocks = default;
        for (; octets.Length >= BlockLength; octets = octets[BlockLength..])
        {
            SeqNum start = new(BinaryPrimitives.ReadUInt32BigEndian(octets));
            _ = blocks.TryAdd(new SackBlock(start, new SeqNum(BinaryPrimitives.ReadUInt32BigEndian(octets[4..]))));
        }

        return blocks;
    }

    private void EmitBlocks(Span<byte> destination, int count)
    {
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[(i * BlockLength)..], _sackBlocks[i].Start.Value);
            BinaryPrimitives.WriteUInt32BigEndian(destination[(i * BlockLength + 4)..], _sackBlocks[i].End.Value);
        }
    }
}
