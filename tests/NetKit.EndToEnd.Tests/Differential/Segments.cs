using System;
using System.Collections.Generic;
using System.Globalization;
using NetKit.Netstack.Wire;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>Segments as frames, and back as one comparable line.</summary>
internal static class Segments
{
    public const uint PeerInitial = 1_000_000;
    public const int MaximumSegmentSize = 1000;

    public static IpAddress Own { get; } = IpAddress.FromV4(198, 18, 0, 1);

    public static IpAddress Peer { get; } = IpAddress.FromV4(198, 18, 0, 2);

    public static MacAddress OwnMac { get; } = new(0x5A94_EF00_0001);

    public static MacAddress PeerMac { get; } = new(0x5254_0000_0002);

    /// <summary>PSH is advice, and left out.</summary>
    public static string Name(TcpFlags flags)
    {
        List<string> names = [];
        foreach ((TcpFlags flag, string name) in ((TcpFlags, string)[])
            [(TcpFlags.Syn, "SYN"), (TcpFlags.Fin, "FIN"), (TcpFlags.Reset, "RST"), (TcpFlags.Urgent, "URG"), (TcpFlags.Ack, "ACK")])
        {
            if ((flags & flag) != 0)
            {
                names.Add(name);
            }
        }

        return names.Count == 0 ? "none" : string.Join('+', names);
    }

    public static byte[] ToFrame(PeerSegment segment, uint ownInitial, ushort ownPort, ushort peerPort)
    {
        TcpHeader header = new()
        {
            SourcePort = peerPort,
            DestinationPort = ownPort,
            Sequence = new SeqNum(PeerInitial) + (int)segment.Seq,
            Acknowledgment = (segment.Flags & TcpFlags.Ack) != 0 ? new SeqNum(ownInitial) + (int)segment.Ack : default,
            Flags = segment.Flags,
            Window = segment.Window,
            UrgentPointer = segment.Urgent,
            Options = (segment.Flags & TcpFlags.Syn) != 0
                ? new TcpOptions { MaximumSegmentSize = MaximumSegmentSize, WindowScale = -1 }
                : TcpOptions.None,
        };
        byte[] frame = new byte[EthernetHeader.Length + Ipv4Header.MinimumLength + header.Length + segment.Length];
        new EthernetHeader(OwnMac, PeerMac, EtherType.Ipv4).Emit(frame);
        Span<byte> packet = frame.AsSpan(EthernetHeader.Length);
        int length = packet.Length - Ipv4Header.MinimumLength;
        new Ipv4Header { Source = Peer, Destination = Own, Protocol = IpProtocol.Tcp, TimeToLive = 64, PayloadLength = length }.Emit(packet);
        Span<byte> tcp = packet[Ipv4Header.MinimumLength..];
        header.Emit(tcp);
        tcp[header.Length..].Fill((byte)'x');
        TcpHeader.WriteChecksum(tcp, InternetSum.PseudoHeader(Peer, Own, IpProtocol.Tcp, length).Add(tcp).ToField());
        return frame;
    }

    /// <summary>Null: no segment of this connection.</summary>
    public static TcpHeader? Read(ReadOnlySpan<byte> frame, ushort peerPort, out int length)
    {
        length = 0;
        if (EthernetView.TryCreate(frame, out EthernetView ethernet) is not WireError.None || ethernet.Type is not EtherType.Ipv4
            || Ipv4View.TryCreate(ethernet.Payload, out Ipv4View ip) is not WireError.None || ip.Protocol is not IpProtocol.Tcp
            || TcpView.TryCreate(ip.Payload, out TcpView view) is not WireError.None || view.DestinationPort != peerPort
            || TcpHeader.TryParse(view, out TcpHeader header) is not WireError.None)
        {
            return null;
        }

        length = view.Payload.Length;
        return header;
    }

    public static string ToLine(in TcpHeader header, int length, uint? ownInitial)
    {
        bool hasAck = (header.Flags & TcpFlags.Ack) != 0;
        bool isReset = (header.Flags & TcpFlags.Reset) != 0;

        // A RST for a segment that acknowledged nothing has the number zero itself (RFC 9293 §3.5.2).
        string seq = ownInitial is { } initial && !(isReset && header.Sequence.Value == 0)
            ? $"{header.Sequence - new SeqNum(initial)}"
            : $"{header.Sequence}";
        string ack = hasAck ? string.Create(CultureInfo.InvariantCulture, $" ack {header.Acknowledgment - new SeqNum(PeerInitial)}") : string.Empty;
        string window = !isReset && header.Window == 0 ? " win 0" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{Name(header.Flags)} seq {seq}{ack} len {length}{window}");
    }
}
