using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Microbenchmarks;

/// <summary>Frames that the peer on the link sends, complete with checksums.</summary>
internal static class SegmentWriter
{
    public const ushort PeerPort = 40_000;
    public const ushort ServerPort = 80;

    private const ushort Window = ushort.MaxValue;
    private const int SequenceOffset = 4;

    public static MacAddress PeerMac => new(0x5254_000A_0064);

    public static MacAddress NodeMac => new(0x5A94_EF00_0001);

    public static IpAddress Peer => IpAddress.FromV4(10, 0, 2, 100);

    /// <summary>Behind the node: an address that it speaks for.</summary>
    public static IpAddress Server => IpAddress.FromV4(198, 18, 0, 1);

    public static TcpOptions SynOptions => new() { MaximumSegmentSize = 1460, WindowScale = 14, SackPermitted = true };

    public static TcpOptions DataOptions => TcpOptions.None;

    /// <summary>Answers the frame's length; the payload is left as it is.</summary>
    public static int Write(Span<byte> frame, SeqNum sequence, SeqNum acknowledgment, TcpFlags flags, in TcpOptions options, int payload)
    {
        TcpHeader tcp = new()
        {
            SourcePort = PeerPort,
            DestinationPort = ServerPort,
            Sequence = sequence,
            Acknowledgment = acknowledgment,
            Flags = flags,
            Window = Window,
            Options = options,
        };
        Ipv4Header ip = new()
        {
            Source = Peer,
            Destination = Server,
            Protocol = IpProtocol.Tcp,
            TimeToLive = 64,
            DontFragment = true,
            PayloadLength = tcp.Length + payload,
        };
        new EthernetHeader(NodeMac, PeerMac, EtherType.Ipv4).Emit(frame);
        ip.Emit(frame[EthernetHeader.Length..]);
        Span<byte> segment = frame.Slice(EthernetHeader.Length + Ipv4Header.MinimumLength, tcp.Length + payload);
        tcp.Emit(segment);
        InternetSum sum = InternetSum.PseudoHeader(Peer, Server, IpProtocol.Tcp, segment.Length).Add(segment);
        TcpHeader.WriteChecksum(segment, sum.ToField());
        return EthernetHeader.Length + Ipv4Header.MinimumLength + segment.Length;
    }

    /// <summary>Moves a frame without options on: only its sequence numbers change. Its checksum is not touched.</summary>
    public static void Advance(Span<byte> frame, SeqNum sequence, SeqNum acknowledgment)
    {
        Span<byte> segment = frame[(EthernetHeader.Length + Ipv4Header.MinimumLength)..];
        BinaryPrimitives.WriteUInt32BigEndian(segment[SequenceOffset..], sequence.Value);
        BinaryPrimitives.WriteUInt32BigEndian(segment[(SequenceOffset + sizeof(uint))..], acknowledgment.Value);
    }
}
