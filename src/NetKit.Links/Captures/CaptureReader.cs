using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;
using NetKit.Netstack.Link;

namespace NetKit.Links.Captures;

/// <summary>
/// Reads capture files, pcapng and the older pcap, of either byte order, from a stream of any origin. What contradicts itself ends the
/// reading with a status, never with an exception; memory is bounded by <see cref="LargestBlock"/>.
/// </summary>
public sealed class CaptureReader(Stream stream)
{
    /// <summary>Octets of the longest block that is believed.</summary>
    public const int LargestBlock = 1 << 20;

    private const int MaximumInterfaces = 1024;
    private const int PcapHeader = 24;
    private const int PcapRecord = 16;
    private const uint PcapMicroseconds = 0xA1B2_C3D4;
    private const uint PcapNanoseconds = 0xA1B2_3C4D;

    private readonly List<CapturedInterface> _interfaces = [];
    private byte[] _block = new byte[4096];
    private int _length;
    private bool _isBigEndian;
    private bool _isPcap;
    private bool _hasBegun;

    public IReadOnlyList<CapturedInterface> Interfaces => _interfaces;

    /// <summary>Frames that whoever wrote the file has lost, by its own account.</summary>
    public long Lost { get; private set; }

    /// <summary>The block that was read last as it stands in the file. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Block => _block.AsSpan(0, _length);

    /// <summary>Reads on to the next frame.</summary>
    public CaptureStatus Read(out CapturedFrame? frame)
    {
        frame = null;
        while (true)
        {
            CaptureStatus status = ReadBlock(out frame);
            if (status != CaptureStatus.Frame || frame is not null)
            {
                return status;
            }
        }
    }

    /// <summary>Reads one block. <see cref="CaptureStatus.Frame"/> without a frame: it was another kind of block.</summary>
    public CaptureStatus ReadBlock(out CapturedFrame? frame)
    {
        frame = null;
        if (_isPcap)
        {
            return ReadRecord(out frame);
        }

        CaptureStatus status = Fill(0, 8);
        if (status != CaptureStatus.Frame)
        {
            return status;
        }

        uint type = Read32(0);
        if (!_hasBegun && IsPcap(BinaryPrimitives.ReadUInt32LittleEndian(_block)))
        {
            return BeginPcap();
        }

        if (type == PcapngBlock.Section)
        {
            return BeginSection();
        }

        status = _hasBegun ? FillBlock() : CaptureStatus.Malformed;
        if (status != CaptureStatus.Frame)
        {
            return status;
        }

        ReadOnlySpan<byte> body = Block[8..^4];
        return type switch
        {
            PcapngBlock.Interface => AddInterface(body),
            PcapngBlock.EnhancedPacket => ReadEnhanced(body, out frame),
            PcapngBlock.SimplePacket => ReadSimple(body, out frame),
            PcapngBlock.Statistics => ReadStatistics(body),
            _ => CaptureStatus.Frame,
        };
    }

    private static bool IsPcap(uint magic) =>
        magic is PcapMicroseconds or PcapNanoseconds
        || BinaryPrimitives.ReverseEndianness(magic) is PcapMicroseconds or PcapNanoseconds;

    private CaptureStatus BeginSection()
    {
        CaptureStatus status = Fill(8, 4);
        if (status != CaptureStatus.Frame)
        {
            return status;
        }

        uint order = BinaryPrimitives.ReadUInt32LittleEndian(_block.AsSpan(8));
        _isBigEndian = order != PcapngBlock.ByteOrder;
        if (_isBigEndian && BinaryPrimitives.ReverseEndianness(order) != PcapngBlock.ByteOrder)
        {
            return CaptureStatus.Malformed;
        }

        _hasBegun = true;
        _interfaces.Clear();
        return FillBlock();
    }

    private CaptureStatus BeginPcap()
    {
        CaptureStatus status = Fill(8, PcapHeader - 8);
        if (status != CaptureStatus.Frame)
        {
            return status;
        }

        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(_block);
        _isBigEndian = magic is not (PcapMicroseconds or PcapNanoseconds);
        byte resolution = Read32(0) == PcapNanoseconds ? PcapngBlock.Nanoseconds : PcapngBlock.Microseconds;
        _interfaces.Add(new CapturedInterface(string.Empty, string.Empty, (int)Read32(20) & 0xFFFF, resolution));
        _isPcap = _hasBegun = true;
        return CaptureStatus.Frame;
    }

    private CaptureStatus ReadRecord(out CapturedFrame? frame)
    {
        frame = null;
        CaptureStatus status = Fill(0, PcapRecord);
        if (status != CaptureStatus.Frame)
        {
            return status;
        }

        uint captured = Read32(8);
        if (captured > LargestBlock)
        {
            return CaptureStatus.Malformed;
        }

        status = Fill(PcapRecord, (int)captured);
        if (status == CaptureStatus.Frame)
        {
            CapturedInterface where = _interfaces[0];
            long fraction = where.Resolution == PcapngBlock.Nanoseconds ? Read32(4) : Read32(4) * 1000L;
            frame = new CapturedFrame(0, Read32(0) * 1_000_000_000L + fraction, Block[PcapRecord..].ToArray(), (int)Read32(12), null, string.Empty);
        }

        return status;
    }

    private CaptureStatus AddInterface(ReadOnlySpan<byte> body)
    {
        if (body.Length < 8 || _interfaces.Count == MaximumInterfaces)
        {
            return CaptureStatus.Malformed;
        }

        string name = string.Empty;
        string comment = string.Empty;
        byte resolution = PcapngBlock.Microseconds;
        PcapngOptions options = new(body[8..], _isBigEndian);
        while (options.TryNext(out ushort code, out ReadOnlySpan<byte> value))
        {
            name = code == PcapngBlock.OptionInterfaceName ? Encoding.UTF8.GetString(value) : name;
            comment = code == PcapngBlock.OptionComment ? Encoding.UTF8.GetString(value) : comment;
            resolution = code == PcapngBlock.OptionInterfaceResolution && value.Length == 1 ? value[0] : resolution;
        }

        _interfaces.Add(new CapturedInterface(name, comment, Read16(body), resolution));
        return CaptureStatus.Frame;
    }

    private CaptureStatus ReadEnhanced(ReadOnlySpan<byte> body, out CapturedFrame? frame)
    {
        const int Fixed = 20;
        frame = null;
        if (body.Length < Fixed)
        {
            return CaptureStatus.Malformed;
        }

        uint number = Read32(body);
        uint captured = Read32(body[12..]);
        if (number >= _interfaces.Count || captured > body.Length - Fixed)
        {
            return CaptureStatus.Malformed;
        }

        ulong time = (ulong)Read32(body[4..]) << 32 | Read32(body[8..]);
        int padded = Math.Min(Fixed + (((int)captured + 3) & ~3), body.Length);
        string comment = string.Empty;
        FrameDirection? direction = null;
        PcapngOptions options = new(body[padded..], _isBigEndian);
        while (options.TryNext(out ushort code, out ReadOnlySpan<byte> value))
        {
            comment = code == PcapngBlock.OptionComment ? Encoding.UTF8.GetString(value) : comment;
            direction = code == PcapngBlock.OptionPacketFlags && value.Length == 4 ? DirectionOf(Read32(value)) : direction;
        }

        long nanoseconds = _interfaces[(int)number].ToNanoseconds(time);
        byte[] octets = body.Slice(Fixed, (int)captured).ToArray();
        frame = new CapturedFrame((int)number, nanoseconds, octets, (int)Read32(body[16..]), direction, comment);
        return CaptureStatus.Frame;
    }

    private CaptureStatus ReadSimple(ReadOnlySpan<byte> body, out CapturedFrame? frame)
    {
        frame = null;
        if (body.Length < 4 || _interfaces.Count == 0)
        {
            return CaptureStatus.Malformed;
        }

        int original = (int)Math.Min(Read32(body), int.MaxValue);
        byte[] octets = body.Slice(4, Math.Min(original, body.Length - 4)).ToArray();
        frame = new CapturedFrame(0, 0, octets, original, null, string.Empty);
        return CaptureStatus.Frame;
    }

    private CaptureStatus ReadStatistics(ReadOnlySpan<byte> body)
    {
        const int Fixed = 12;
        PcapngOptions options = new(body.Length < Fixed ? default : body[Fixed..], _isBigEndian);
        while (options.TryNext(out ushort code, out ReadOnlySpan<byte> value))
        {
            if (code == PcapngBlock.OptionDropped && value.Length == sizeof(ulong))
            {
                Lost = _isBigEndian ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);
            }
        }

        return CaptureStatus.Frame;
    }

    private static FrameDirection? DirectionOf(uint flags) => (flags & 3) switch
    {
        PcapngBlock.FlagInbound => FrameDirection.In,
        PcapngBlock.FlagOutbound => FrameDirection.Out,
        _ => null,
    };

    // The type and the length are there already, and perhaps more.
    private CaptureStatus FillBlock()
    {
        uint length = Read32(4);
        if (length < PcapngBlock.Frame || length > LargestBlock || length % PcapngBlock.Alignment != 0 || length < _length)
        {
            return CaptureStatus.Malformed;
        }

        CaptureStatus status = Fill(_length, (int)length - _length);
        return status == CaptureStatus.Frame && Read32((int)length - 4) != length ? CaptureStatus.Malformed : status;
    }

    // End only where a block may begin.
    private CaptureStatus Fill(int offset, int count)
    {
        if (_block.Length < offset + count)
        {
            Array.Resize(ref _block, Math.Max(offset + count, _block.Length * 2));
        }

        int read = stream.ReadAtLeast(_block.AsSpan(offset, count), count, throwOnEndOfStream: false);
        _length = offset + read;
        return read == count ? CaptureStatus.Frame : _length == 0 ? CaptureStatus.End : CaptureStatus.Truncated;
    }

    private uint Read32(int offset) => Read32(_block.AsSpan(offset, sizeof(uint)));

    private uint Read32(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);

    private ushort Read16(ReadOnlySpan<byte> octets) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);
}
