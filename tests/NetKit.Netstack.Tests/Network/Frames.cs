using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Network;

/// <summary>Frames that the host on the link sends to the node.</summary>
internal static class Frames
{
    /// <summary>Somewhere behind the node.</summary>
    public static IpAddress Far { get; } = IpAddress.FromV4(192, 0, 2, 1);

    public static byte[] Of(EtherType type, ReadOnlySpan<byte> payload, MacAddress? to = null, MacAddress? from = null)
    {
        byte[] frame = new byte[EthernetHeader.Length + payload.Length];
        new EthernetHeader(to ?? TestNode.NodeMac, from ?? TestNode.HostMac, type).Emit(frame);
        payload.CopyTo(frame.AsSpan(EthernetHeader.Length));
        return frame;
    }

    public static byte[] ArpRequest(IpAddress sender, IpAddress target) =>
        Arp(new ArpHeader(ArpOperation.Request, TestNode.HostMac, sender, default, target), MacAddress.Broadcast);

    public static byte[] ArpReply(IpAddress sender, MacAddress mac) =>
        Arp(new ArpHeader(ArpOperation.Reply, mac, sender, TestNode.NodeMac, Piece.Gateway), TestNode.NodeMac);

    public static byte[] Arp(ArpHeader packet, MacAddress to)
    {
        byte[] octets = new byte[ArpHeader.Length];
        packet.Emit(octets);
        return Of(EtherType.Arp, octets, to);
    }

    public static byte[] Ip(Ipv4Header header, ReadOnlySpan<byte> payload, MacAddress? to = null)
    {
        byte[] packet = new byte[Ipv4Header.MinimumLength + payload.Length];
        (header with { PayloadLength = payload.Length }).Emit(packet);
        payload.CopyTo(packet.AsSpan(Ipv4Header.MinimumLength));
        return Of(EtherType.Ipv4, packet, to);
    }

    public static Ipv4Header From(IpAddress source, IpAddress destination, IpProtocol protocol) =>
        new() { Source = source, Destination = destination, Protocol = protocol, TimeToLive = 64, Identification = 1 };

    public static byte[] Udp(Ipv4Header header, ReadOnlySpan<byte> payload, ushort port = 53, MacAddress? to = null) =>
        Ip(header with { Protocol = IpProtocol.Udp }, UdpOf(header, payload, port), to);

    public static byte[] UdpOf(Ipv4Header header, ReadOnlySpan<byte> payload, ushort port)
    {
        byte[] datagram = new byte[UdpHeader.Length + payload.Length];
        new UdpHeader(5000, port, payload.Length).Emit(datagram);
        payload.CopyTo(datagram.AsSpan(UdpHeader.Length));
        InternetSum pseudo = InternetSum.PseudoHeader(header.Source, header.Destination, IpProtocol.Udp, datagram.Length);
        UdpHeader.WriteChecksum(datagram, pseudo.Add(datagram).ToField());
        return datagram;
    }

    public static byte[] Echo(Ipv4Header header, ReadOnlySpan<byte> payload)
    {
        byte[] message = new byte[Icmpv4Header.Length + payload.Length];
        payload.CopyTo(message.AsSpan(Icmpv4Header.Length));
        Icmpv4Header.Echo(0x1234, 7).Emit(message, payload);
        return Ip(header with { Protocol = IpProtocol.Icmp }, message);
    }

    public static byte[] Tcp(TcpHeader tcp, ReadOnlySpan<byte> payload = default, MacAddress? to = null)
    {
        byte[] segment = new byte[tcp.Length + payload.Length];
        tcp.Emit(segment);
        payload.CopyTo(segment.AsSpan(tcp.Length));
        Ipv4Header header = From(Piece.Host, Far, IpProtocol.Tcp);
        InternetSum pseudo = InternetSum.PseudoHeader(header.Source, header.Destination, IpProtocol.Tcp, segment.Length);
        TcpHeader.WriteChecksum(segment, pseudo.Add(segment).ToField());
        return Ip(header, segment, to);
    }

    public static TcpHeader Syn { get; } = new()
    {
        SourcePort = 50_000,
        DestinationPort = 80,
        Sequence = new SeqNum(999),
        Flags = TcpFlags.Syn,
        Window = ushort.MaxValue,
        Options = new TcpOptions { MaximumSegmentSize = 1460 },
    };

    /// <summary>The last step of the handshake that <see cref="Syn"/> begins.</summary>
    public static TcpHeader AckOf(PacketDotNet.TcpPacket synAck) => Syn with
    {
        Sequence = new SeqNum(1000),
        Acknowledgment = new SeqNum(synAck.SequenceNumber + 1),
        Flags = TcpFlags.Ack,
        Options = TcpOptions.None,
    };
}
