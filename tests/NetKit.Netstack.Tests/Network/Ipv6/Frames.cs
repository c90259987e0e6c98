using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>Frames of a host on the link.</summary>
internal static class Frames
{
    /// <summary>An IPv6 packet in a frame to the node or to the group's address.</summary>
    public static byte[] Of(IpAddress source, IpAddress destination, IpProtocol next, byte hopLimit, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[EthernetHeader.Length + Ipv6Header.Length + payload.Length];
        MacAddress to = destination.IsMulticast ? MacAddress.OfGroup(destination) : NodeBench.NodeMac;
        new EthernetHeader(to, NodeBench.HostMac, EtherType.Ipv6).Emit(frame);
        new Ipv6Header
        {
            Source = source,
            Destination = destination,
            Protocol = next,
            HopLimit = hopLimit,
            PayloadLength = payload.Length,
        }.Emit(frame.AsSpan(EthernetHeader.Length));
        payload.CopyTo(frame.AsSpan(EthernetHeader.Length + Ipv6Header.Length));
        return frame;
    }

    /// <summary>An ICMPv6 message; its checksum is filled in.</summary>
    public static byte[] Icmp(IpAddress source, IpAddress destination, byte hopLimit, byte[] message)
    {
        byte[] complete = [.. message];
        complete[2] = complete[3] = 0;
        InternetSum sum = InternetSum.PseudoHeader(source, destination, IpProtocol.Icmpv6, message.Length).Add(complete);
        (complete[2], complete[3]) = ((byte)(sum.ToField() >> 8), (byte)sum.ToField());
        return Of(source, destination, IpProtocol.Icmpv6, hopLimit, complete);
    }

    /// <summary>"Who has this?", to the group that its owner is in.</summary>
    public static byte[] Solicitation(IpAddress source, IpAddress target, MacAddress? mac)
    {
        byte[] message = new byte[mac is null ? 24 : 32];
        new NeighborSolicitation(target, mac).Emit(message, default);
        return Icmp(source, target.SolicitedNodeGroup, 255, message);
    }

    public static byte[] Advertisement(IpAddress target, MacAddress? mac, bool solicited, bool overrides, IpAddress? to = null)
    {
        byte[] message = new byte[mac is null ? 24 : 32];
        new NeighborAdvertisement(target, mac, false, solicited, overrides).Emit(message, default);
        return Icmp(target, to ?? (solicited ? NodeBench.Gateway : IpAddress.AllNodesV6), 255, message);
    }

    public static byte[] RouterSolicitation(IpAddress source, MacAddress? mac)
    {
        byte[] message = new byte[mac is null ? 8 : 16];
        new RouterSolicitation(mac).Emit(message, default);
        return Icmp(source, IpAddress.AllRoutersV6, 255, message);
    }

    public static byte[] Echo(IpAddress source, IpAddress destination, byte hopLimit = 64, int length = 56)
    {
        byte[] message = [128, 0, 0, 0, 0x12, 0x34, 0, 7, .. Wire.Octets.Random(length, length)];
        return Icmp(source, destination, hopLimit, message);
    }

    public static byte[] Udp(
        IpAddress source, ushort sourcePort, IpAddress destination, ushort destinationPort, byte[] payload, byte hopLimit = 64) =>
        Of(source, destination, IpProtocol.Udp, hopLimit, UdpSegment(source, sourcePort, destination, destinationPort, payload));

    public static byte[] UdpSegment(IpAddress source, ushort sourcePort, IpAddress destination, ushort destinationPort, byte[] payload)
    {
        byte[] datagram = new byte[UdpHeader.Length + payload.Length];
        new UdpHeader(sourcePort, destinationPort, payload.Length).Emit(datagram);
        payload.CopyTo(datagram, UdpHeader.Length);
        InternetSum pseudo = InternetSum.PseudoHeader(source, destination, IpProtocol.Udp, datagram.Length);
        UdpHeader.WriteChecksum(datagram, pseudo.Add(datagram).ToField());
        return datagram;
    }

    public static byte[] Tcp(IpAddress source, IpAddress destination, in TcpHeader header, byte[]? payload = null)
    {
        byte[] segment = new byte[header.Length + (payload?.Length ?? 0)];
        header.Emit(segment);
        payload?.CopyTo(segment, header.Length);
        InternetSum pseudo = InternetSum.PseudoHeader(source, destination, IpProtocol.Tcp, segment.Length);
        TcpHeader.WriteChecksum(segment, pseudo.Add(segment).ToField());
        return Of(source, destination, IpProtocol.Tcp, 64, segment);
    }

    /// <summary>Lets PacketDotNet, which knows nothing of the code under test, read what the node sent.</summary>
    public static IPv6Packet Read(byte[] frame, MacAddress? to = null)
    {
        EthernetPacket ethernet = (EthernetPacket)Packet.ParsePacket(LinkLayers.Ethernet, frame);
        Assert.That(ethernet.Type, Is.EqualTo(EthernetType.IPv6));
        Assert.That(MacAddress.Read(frame.AsSpan(6)), Is.EqualTo(NodeBench.NodeMac));
        Assert.That(MacAddress.Read(frame), Is.EqualTo(to ?? NodeBench.HostMac));
        IPv6Packet packet = ethernet.Extract<IPv6Packet>();
        Assert.That(packet.PayloadLength + 54, Is.EqualTo(frame.Length));
        return packet;
    }

    /// <summary>The ICMPv6 message in a frame, its checksum verified.</summary>
    public static IcmpV6Packet ReadIcmp(byte[] frame, IpAddress from, IpAddress to, MacAddress? mac = null)
    {
        IPv6Packet packet = Read(frame, mac);
        Assert.That(
            (packet.SourceAddress, packet.DestinationAddress), Is.EqualTo((from.ToIPAddress(), to.ToIPAddress())));
        IcmpV6Packet message = packet.Extract<IcmpV6Packet>();
        Assert.That(message.ValidIcmpChecksum);
        return message;
    }

    /// <summary>Type, code and second word of the ICMPv6 message in a frame.</summary>
    public static (byte Type, byte Code, uint Word) Head(byte[] frame) =>
        (frame[54], frame[55], (uint)(frame[58] << 24 | frame[59] << 16 | frame[60] << 8 | frame[61]));
}
