using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Link.Offload;

/// <summary>
/// The opposite of <see cref="FrameCutter"/>: joins TCP segments that follow each other to one super-frame, as a network card would (large receive
/// offload), so that what is done for each frame is done for many. Nothing waits for another frame: only what has come already is joined.
/// </summary>
/// <remarks>
/// Frames are joined in place: the first one stays where it is, the payload of the next ones moves up behind it, over headers that say nothing new.
/// Whoever cuts the super-frame again gets the same segments. Their checksums are verified here, since there is none of the whole.
/// </remarks>
public ref struct FrameJoiner
{
    private const int Ip = EthernetHeader.Length;
    private const int LongestPacket = Ipv4Header.MaximumPacketLength;

    private readonly Span<byte> _room;
    private readonly SegmentShape _shape;
    private int _length;
    private int _count;
    private bool _isOver;

    private FrameJoiner(Span<byte> room, SegmentShape shape)
    {
        _room = room;
        _shape = shape;
        _length = shape.Headers + shape.Payload;
        _count = 1;
    }

    /// <summary>Octets of what has been joined so far.</summary>
    public readonly int Length => _length;

    /// <summary>False: nothing can be joined to such a frame.</summary>
    /// <param name="room">Begins with the frame; what is behind it is overwritten by what is joined.</param>
    /// <param name="length">Octets of the frame.</param>
    /// <param name="joiner">Takes further frames.</param>
    public static bool TryCreate(Span<byte> room, int length, out FrameJoiner joiner)
    {
        bool fits = SegmentShape.TryRead(room[..length], out SegmentShape shape) && !IsPush(shape, room);
        joiner = fits ? new FrameJoiner(room, shape) : default;
        return fits;
    }

    /// <summary>
    /// Joins a frame that lies in the same room, behind everything joined. False: it does not follow, or its checksum is wrong; it is untouched, and no
    /// more frames may be tried.
    /// </summary>
    public bool TryAdd(ReadOnlySpan<byte> frame)
    {
        if (_isOver || !SegmentShape.TryRead(frame, out SegmentShape shape) || !Follows(frame, shape)
            || (_count == 1 && !IsValid(_room[.._length], _shape)) || !IsValid(frame, shape))
        {
            _isOver = true;
            return false;
        }

        // The last one may be shorter, and has the push.
        _isOver = shape.Payload < _shape.Payload || IsPush(shape, frame);
        _room[_shape.Transport + TcpHeader.FlagsOffset] |= frame[shape.Transport + TcpHeader.FlagsOffset];
        frame[shape.Headers..].CopyTo(_room[_length..]);
        _length += shape.Payload;
        _count++;
        return true;
    }

    /// <summary>The frame: a super-frame with what is left to do of it, or the first one as it came.</summary>
    public readonly ReadOnlySpan<byte> Finish(out FrameOffload offload)
    {
        offload = FrameOffload.Complete;
        Span<byte> frame = _room[.._length];
        if (_count > 1)
        {
            WriteLengths(frame);
            offload = new FrameOffload
            {
                NeedsChecksum = true,
                ChecksumStart = (ushort)_shape.Transport,
                ChecksumOffset = TcpHeader.ChecksumOffset,
                Segmentation = _shape.IsV4 ? SegmentationKind.TcpV4 : SegmentationKind.TcpV6,
                SegmentSize = (ushort)_shape.Payload,
                HeaderLength = (ushort)_shape.Headers,
            };
        }

        return frame;
    }

    private static bool IsPush(in SegmentShape shape, ReadOnlySpan<byte> frame) =>
        ((TcpFlags)frame[shape.Transport + TcpHeader.FlagsOffset] & TcpFlags.Push) != 0;

    private static bool IsValid(ReadOnlySpan<byte> frame, in SegmentShape shape)
    {
        ReadOnlySpan<byte> ip = frame[Ip..shape.Transport];
        ReadOnlySpan<byte> segment = frame[shape.Transport..];
        return (!shape.IsV4 || InternetSum.Of(ip).IsValid) && PseudoHeader(ip, shape.IsV4, segment.Length).Add(segment).IsValid;
    }

    private static InternetSum PseudoHeader(ReadOnlySpan<byte> ip, bool isV4, int length) =>
        FrameLayout.PseudoHeader(ip, isV4, IpProtocol.Tcp, length);

    // Everything is equal but lengths, the identification, checksums, the push, and the sequence number, which is the next one.
    private readonly bool Follows(ReadOnlySpan<byte> frame, in SegmentShape shape)
    {
        int position = _length - _shape.Headers;
        return shape.Transport == _shape.Transport && shape.Headers == _shape.Headers && shape.Payload <= _shape.Payload
            && _length + shape.Payload - Ip <= LongestPacket
            && SequenceOf(frame) == SequenceOf(_room) + position
            && HasSameIp(frame) && HasSameTcp(frame);
    }

    private readonly bool HasSameIp(ReadOnlySpan<byte> frame) => _shape.IsV4
        ? Has(frame, 0, Ip + Ipv4Header.TotalLengthOffset)
            && Has(frame, Ip + Ipv4Header.FragmentOffsetOffset, Ip + Ipv4Header.ChecksumOffset)
            && Has(frame, Ip + Ipv4Header.SourceOffset, _shape.Transport)
        : Has(frame, 0, Ip + Ipv6Header.PayloadLengthOffset) && Has(frame, Ip + Ipv6Header.NextHeaderOffset, _shape.Transport);

    private readonly bool HasSameTcp(ReadOnlySpan<byte> frame)
    {
        int tcp = _shape.Transport;
        return Has(frame, tcp, tcp + TcpHeader.SequenceOffset)
            && Has(frame, tcp + TcpHeader.AcknowledgmentOffset, tcp + TcpHeader.FlagsOffset)
            && Has(frame, tcp + TcpHeader.WindowOffset, tcp + TcpHeader.ChecksumOffset)
            && Has(frame, tcp + TcpHeader.UrgentPointerOffset, _shape.Headers);
    }

    private readonly bool Has(ReadOnlySpan<byte> frame, int start, int end) => frame[start..end].SequenceEqual(_room[start..end]);

    private readonly SeqNum SequenceOf(ReadOnlySpan<byte> frame) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(frame[(_shape.Transport + TcpHeader.SequenceOffset)..]));

    private readonly void WriteLengths(Span<byte> frame)
    {
        Span<byte> ip = frame[Ip.._shape.Transport];
        Span<byte> segment = frame[_shape.Transport..];
        if (_shape.IsV4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Header.TotalLengthOffset..], (ushort)(frame.Length - Ip));
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Header.ChecksumOffset..], 0);
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv4Header.ChecksumOffset..], InternetSum.Of(ip).ToField());
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip[Ipv6Header.PayloadLengthOffset..], (ushort)segment.Length);
        }

        BinaryPrimitives.WriteUInt16BigEndian(
            segment[TcpHeader.ChecksumOffset..], PseudoHeader(ip, _shape.IsV4, segment.Length).ToPartialField());
    }
}
