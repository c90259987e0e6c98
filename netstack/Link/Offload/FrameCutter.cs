using System;
using System.Buffers.Binary;
using System.Diagnostics;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Link.Offload;

/// <summary>
/// Does with the processor what a device leaves undone: cuts a super-frame into frames that fit the link, and finishes transport checksums. Each call of
/// <see cref="TryNext"/> makes one frame: its headers lie in the scratch that the caller lent, its payload stays where it is.
/// </summary>
public ref struct FrameCutter
{
    /// <summary>Octets of the longest frame: an Ethernet header with a tag, and the longest IP packet.</summary>
    public const int LargestFrame = EthernetHeader.Length + 4 + Ipv4Header.MaximumPacketLength;

    /// <summary>Octets that the longest headers take: what the scratch has to hold.</summary>
    public const int MaximumHeaders = 256;

    // A TCP segment has 48 octets at least and a run of datagrams 128 of them at most: more pieces than that are made up.
    private const int MaximumPieces = 2048;

    private readonly FrameLayout _layout;
    private readonly Span<byte> _headers;
    private readonly ReadOnlySpan<byte> _first;
    private readonly ReadOnlySpan<byte> _rest;
    private readonly int _segmentSize;
    private readonly SeqNum _sequence;
    private readonly TcpFlags _tcpFlags;
    private readonly ushort _identification;
    private int _position;
    private int _count;
    private bool _isDone;

    private FrameCutter(FrameLayout layout, Span<byte> headers, ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest, int segmentSize)
    {
        _layout = layout;
        _headers = headers;
        _first = first;
        _rest = rest;
        _segmentSize = segmentSize;
        if (layout.IsTcp)
        {
            _sequence = new SeqNum(BinaryPrimitives.ReadUInt32BigEndian(headers[(layout.Transport + TcpHeader.SequenceOffset)..]));
            _tcpFlags = (TcpFlags)headers[layout.Transport + TcpHeader.FlagsOffset];
        }

        _identification = layout.IsV4 ? BinaryPrimitives.ReadUInt16BigEndian(headers[(layout.Ip + Ipv4Header.IdentificationOffset)..]) : (ushort)0;
    }

    private readonly int PayloadLength => _first.Length + _rest.Length;

    /// <summary>False when the frame's headers do not say what its offload needs; such a frame cannot be sent by anybody.</summary>
    /// <param name="frame">A frame whose offload the device cannot do.</param>
    /// <param name="scratch">At least <see cref="MaximumHeaders"/> octets, in use until the last frame is made.</param>
    /// <param name="cutter">Makes the frames.</param>
    public static bool TryCreate(in OutgoingFrame frame, Span<byte> scratch, out FrameCutter cutter)
    {
        Debug.Assert(scratch.Length >= MaximumHeaders);
        cutter = default;

        // Headers come gathered (the node's) or with the payload behind them (another device's frame); never both in one frame.
        ReadOnlySpan<byte> headers = frame.Headers;
        bool isGathered = frame.Payload.Length + frame.PayloadRest.Length > 0;
        if (!FrameLayout.TryRead(headers, isGathered, frame.Offload, out FrameLayout layout) || layout.Length > scratch.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> behind = headers[layout.Length..];
        if (!behind.IsEmpty && !frame.PayloadRest.IsEmpty)
        {
            return false;
        }

        headers[..layout.Length].CopyTo(scratch);
        int segmentSize = frame.Offload.Segmentation is SegmentationKind.None ? 0 : frame.Offload.SegmentSize;
        cutter = behind.IsEmpty
            ? new FrameCutter(layout, scratch[..layout.Length], frame.Payload, frame.PayloadRest, segmentSize)
            : new FrameCutter(layout, scratch[..layout.Length], behind, frame.Payload, segmentSize);
        return frame.Offload.Segmentation is SegmentationKind.None || (long)segmentSize * MaximumPieces >= cutter.PayloadLength + 1;
    }

    /// <summary>Makes the next frame, complete in every checksum; it is valid until the next call.</summary>
    public bool TryNext(out OutgoingFrame frame)
    {
        if (_isDone)
        {
            frame = default;
            return false;
        }

        int left = PayloadLength - _position;
        int length = _segmentSize == 0 ? left : Math.Min(_segmentSize, left);
        _isDone = length == left;
        Slice(_position, length, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> rest);
        if (_segmentSize > 0)
        {
            WriteLengths(length);
        }

        WriteChecksum(payload, rest);
        _position += length;
        _count++;
        frame = new OutgoingFrame(_headers, payload, rest, FrameOffload.Complete);
        return true;
    }

    private readonly void Slice(int position, int length, out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest)
    {
        int inFirst = Math.Clamp(_first.Length - position, 0, length);
        first = inFirst > 0 ? _first.Slice(position, inFirst) : default;
        rest = inFirst < length ? _rest.Slice(position + inFirst - _first.Length, length - inFirst) : default;
        if (first.IsEmpty)
        {
            first = rest;
            rest = default;
        }
    }

    private readonly void WriteLengths(int payload)
    {
        int transport = _layout.Length - _layout.Transport + payload;
        if (_layout.IsV4)
        {
            Span<byte> ip = _headers[_layout.Ip.._layout.Transport];
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Header.TotalLengthOffset..], (ushort)(ip.Length + transport));
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Header.IdentificationOffset..], (ushort)(_identification + _count));
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Header.ChecksumOffset..], 0);
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Header.ChecksumOffset..], InternetSum.Of(ip).ToField());
        }
        else
        {
            int behind = _layout.Transport - _layout.Ip - Ipv6Header.Length + transport;
            BinaryPrimitives.WriteUInt16BigEndian(_headers[(_layout.Ip + Ipv6Header.PayloadLengthOffset)..], (ushort)behind);
        }

        if (_layout.IsTcp)
        {
            WriteTcp();
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(_headers[(_layout.Transport + UdpHeader.LengthOffset)..], (ushort)transport);
        }
    }

    private readonly void WriteTcp()
    {
        Span<byte> tcp = _headers[_layout.Transport..];
        BinaryPrimitives.WriteUInt32BigEndian(tcp[TcpHeader.SequenceOffset..], (_sequence + _position).Value);

        // The end of the stream and the push are behind the last octet; a reduced window is said once (RFC 3168 §6.1.2).
        TcpFlags notHere = _isDone ? TcpFlags.None : TcpFlags.Fin | TcpFlags.Push;
        notHere |= _count == 0 ? TcpFlags.None : TcpFlags.CongestionWindowReduced;
        tcp[TcpHeader.FlagsOffset] = (byte)(_tcpFlags & ~notHere);
    }

    private readonly void WriteChecksum(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> rest)
    {
        Span<byte> transport = _headers[_layout.Transport..];
        Span<byte> field = transport.Slice(_layout.ChecksumOffset, sizeof(ushort));
        if (_segmentSize > 0)
        {
            int length = transport.Length + payload.Length + rest.Length;
            BinaryPrimitives.WriteUInt16BigEndian(field, _layout.PseudoHeader(_headers, length).ToPartialField());
        }

        // The field holds the pseudo-header's sum, so that it is summed with the rest.
        InternetSum sum = InternetSum.Of(transport).Add(payload);
        sum = sum.Add(payload.Length % 2 == 0 ? InternetSum.Of(rest) : InternetSum.Of(rest).Swapped);
        ushort value = sum.ToField();
        bool isUdp = _layout.ChecksumOffset == UdpHeader.ChecksumOffset;
        BinaryPrimitives.WriteUInt16BigEndian(field, isUdp && value == 0 ? ushort.MaxValue : value);
    }
}
