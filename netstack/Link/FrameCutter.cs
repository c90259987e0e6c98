using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Link;

/// <summary>
/// Does the work that a frame's <see cref="FrameOffload"/> leaves to the next one: completes the checksum and cuts super-frames into the
/// frames of a wire (what Linux calls GSO). A frame with nothing left to do comes out as it is.
/// </summary>
/// <remarks>
/// A frame whose headers contradict its offload comes out uncut, with its checksum completed if that is possible: the receiver judges it.
/// </remarks>
public ref struct FrameCutter
{
    /// <summary>Octets of room that are always enough: an Ethernet header with a tag and the longest IP packet.</summary>
    public const int LargestFrame = EthernetHeader.Length + 4 + Ipv4Header.MaximumPacketLength;

    private const TcpFlags OnlyInLast = TcpFlags.Fin | TcpFlags.Push;

    private readonly ReadOnlySpan<byte> _frame;
    private readonly Span<byte> _room;
    private readonly FrameOffload _offload;
    private readonly int _headers;
    private int _done;
    private int _count;

    /// <param name="frame">The frame.</param>
    /// <param name="room">Where frames are put together: as long as the longest to come out; valid until the next one is taken.</param>
    public FrameCutter(in ReceivedFrame frame, Span<byte> room)
    {
        _frame = frame.Octets;
        _offload = frame.Offload;
        _room = room;
        _headers = HeadersOf(_frame, _offload);
        _done = _headers;
    }

    public bool TryNext(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (_count > 0 && (_headers == 0 || _done >= _frame.Length))
        {
            return false;
        }

        _count++;
        frame = _headers == 0 ? Whole() : Cut();
        return true;
    }

    // Zero: there is nothing to cut, or the headers are not what the offload says.
    private static int HeadersOf(ReadOnlySpan<byte> frame, in FrameOffload offload)
    {
        int start = offload.ChecksumStart;
        bool isTcp = offload.Segmentation is SegmentationKind.TcpV4 or SegmentationKind.TcpV6;
        if (offload.Segmentation is SegmentationKind.None || offload.SegmentSize == 0 || !offload.NeedsChecksum
            || start < EthernetHeader.Length + Ipv4Header.MinimumLength
            || frame.Length < start + (isTcp ? TcpHeader.MinimumLength : UdpHeader.Length))
        {
            return 0;
        }

        int version = frame[EthernetHeader.Length] >> 4;
        int expected = offload.Segmentation is SegmentationKind.TcpV6 ? 6 : offload.Segmentation is SegmentationKind.TcpV4 ? 4 : version;
        int transport = isTcp ? (frame[start + TcpHeader.DataOffsetOffset] >> 4) * 4 : UdpHeader.Length;
        int headers = start + transport;
        bool fits = version == expected && version is 4 or 6
            && (!isTcp || transport >= TcpHeader.MinimumLength)
            && (version == 4 || start >= EthernetHeader.Length + Ipv6Header.Length)
            && headers < frame.Length;
        return fits ? headers : 0;
    }

    private readonly ReadOnlySpan<byte> Whole()
    {
        int field = _offload.ChecksumStart + _offload.ChecksumOffset;
        if (!_offload.NeedsChecksum || field + sizeof(ushort) > _frame.Length || _frame.Length > _room.Length)
        {
            return _frame;
        }

        // The field holds the pseudo-header's sum (virtio 1.2 §5.1.6.2): summed with the rest it makes the checksum.
        Span<byte> copy = _room[.._frame.Length];
        _frame.CopyTo(copy);
        ushort sum = InternetSum.Of(copy[_offload.ChecksumStart..]).ToField();
        BinaryPrimitives.WriteUInt16BigEndian(copy[field..], sum == 0 ? ushort.MaxValue : sum);
        return copy;
    }

    private ReadOnlySpan<byte> Cut()
    {
        int length = Math.Min(_offload.SegmentSize, _frame.Length - _done);
        Span<byte> piece = _room[..(_headers + length)];
        _frame[.._headers].CopyTo(piece);
        _frame.Slice(_done, length).CopyTo(piece[_headers..]);
        bool isLast = _done + length >= _frame.Length;
        int position = _done - _headers;
        _done += length;

        Span<byte> packet = piece[EthernetHeader.Length..];
        Span<byte> transport = piece[_offload.ChecksumStart..];
        InternetSum pseudo = packet[0] >> 4 == Ipv4Header.Version
            ? FixIpv4(packet, transport.Length, _count - 1)
            : FixIpv6(packet, transport.Length);
        if (_offload.Segmentation is SegmentationKind.Udp)
        {
            FixUdp(transport, pseudo);
        }
        else
        {
            FixTcp(transport, pseudo, position, isLast);
        }

        return piece;
    }

    private static InternetSum FixIpv4(Span<byte> packet, int transportLength, int number)
    {
        Span<byte> header = packet[..^transportLength];
        ushort identification = BinaryPrimitives.ReadUInt16BigEndian(header[Ipv4Header.IdentificationOffset..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[Ipv4Header.TotalLengthOffset..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(header[Ipv4Header.IdentificationOffset..], (ushort)(identification + number));
        BinaryPrimitives.WriteUInt16BigEndian(header[Ipv4Header.ChecksumOffset..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(header[Ipv4Header.ChecksumOffset..], InternetSum.Of(header).ToField());
        IpAddress source = IpAddress.ReadV4(header[Ipv4Header.SourceOffset..]);
        IpAddress destination = IpAddress.ReadV4(header[Ipv4Header.DestinationOffset..]);
        return InternetSum.PseudoHeader(source, destination, (IpProtocol)header[Ipv4Header.ProtocolOffset], transportLength);
    }

    private readonly InternetSum FixIpv6(Span<byte> packet, int transportLength)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet[Ipv6Header.PayloadLengthOffset..], (ushort)(packet.Length - Ipv6Header.Length));
        IpAddress source = IpAddress.ReadV6(packet.Slice(Ipv6Header.SourceOffset, IpAddress.V6Length));
        IpAddress destination = IpAddress.ReadV6(packet.Slice(Ipv6Header.DestinationOffset, IpAddress.V6Length));
        IpProtocol protocol = _offload.Segmentation is SegmentationKind.Udp ? IpProtocol.Udp : IpProtocol.Tcp;
        return InternetSum.PseudoHeader(source, destination, protocol, transportLength);
    }

    private static void FixUdp(Span<byte> datagram, InternetSum pseudo)
    {
        BinaryPrimitives.WriteUInt16BigEndian(datagram[UdpHeader.LengthOffset..], (ushort)datagram.Length);
        datagram.Slice(UdpHeader.ChecksumOffset, sizeof(ushort)).Clear();
        UdpHeader.WriteChecksum(datagram, pseudo.Add(datagram).ToField());
    }

    private readonly void FixTcp(Span<byte> segment, InternetSum pseudo, int position, bool isLast)
    {
        uint sequence = BinaryPrimitives.ReadUInt32BigEndian(segment[TcpHeader.SequenceOffset..]);
        BinaryPrimitives.WriteUInt32BigEndian(segment[TcpHeader.SequenceOffset..], sequence + (uint)position);
        TcpFlags flags = (TcpFlags)segment[TcpHeader.FlagsOffset];
        flags &= isLast ? ~TcpFlags.None : ~OnlyInLast;

        // RFC 3168 §6.1.2: the window was reduced once.
        flags &= _count == 1 ? ~TcpFlags.None : ~TcpFlags.CongestionWindowReduced;
        segment[TcpHeader.FlagsOffset] = (byte)flags;
        TcpHeader.WriteChecksum(segment, 0);
        TcpHeader.WriteChecksum(segment, pseudo.Add(segment).ToField());
    }
}
