using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;

namespace NetKit.Netstack.Tests.Network.Switching;

/// <summary>Somebody on the network, and the frames that it sends.</summary>
internal sealed record Station(MacAddress Mac, IpAddress Address, IpAddress AddressV6)
{
    public static Station Of(byte number) => new(
        new MacAddress(0x0242_AC1E_0000UL | number),
        IpAddress.FromV4(172, 30, 0, (byte)(10 + number)),
        new IpAddress(0xFD00_0000_0000_0000, number));

    public byte[] Udp(MacAddress to, IpAddress destination, ushort sourcePort = 5000, ushort port = 7) =>
        Ipv4(to, destination, IpProtocol.Udp, UdpOf(sourcePort, port));

    public byte[] Tcp(MacAddress to, IpAddress destination, ushort sourcePort, ushort port, TcpFlags flags)
    {
        byte[] segment = new byte[TcpHeader.MinimumLength];
        new TcpHeader { SourcePort = sourcePort, DestinationPort = port, Flags = flags }.Emit(segment);
        return Ipv4(to, destination, IpProtocol.Tcp, segment);
    }

    public byte[] Ping(MacAddress to, IpAddress destination, Icmpv4Type type)
    {
        byte[] message = new byte[Icmpv4Header.Length];
        message[0] = (byte)type;
        return Ipv4(to, destination, IpProtocol.Icmp, message);
    }

    public byte[] Ipv4(MacAddress to, IpAddress destination, IpProtocol protocol, byte[] payload, int fragmentOffset = 0, bool more = false)
    {
        byte[] packet = new byte[Ipv4Header.MinimumLength + payload.Length];
        new Ipv4Header
        {
            Source = Address,
            Destination = destination,
            Protocol = protocol,
            TimeToLive = 64,
            FragmentOffset = fragmentOffset,
            MoreFragments = more,
            PayloadLength = payload.Length,
        }.Emit(packet);
        payload.CopyTo(packet, Ipv4Header.MinimumLength);
        return Frame(to, EtherType.Ipv4, packet);
    }

    public byte[] Ipv6(MacAddress to, IpAddress destination, IpProtocol protocol, byte[] payload, IpAddress? source = null)
    {
        byte[] packet = new byte[Ipv6Header.Length + payload.Length];
        new Ipv6Header
        {
            Source = source ?? AddressV6,
            Destination = destination,
            Protocol = protocol,
            HopLimit = 255,
            PayloadLength = payload.Length,
        }.Emit(packet);
        payload.CopyTo(packet, Ipv6Header.Length);
        return Frame(to, EtherType.Ipv6, packet);
    }

    public byte[] Asks(IpAddress target, IpAddress? sender = null, MacAddress? to = null) =>
        Arp(new ArpHeader(ArpOperation.Request, Mac, sender ?? Address, default, target), to ?? MacAddress.Broadcast);

    /// <summary>Asks for an IPv6 address, with its own link address unless it has no address yet.</summary>
    public byte[] Solicits(IpAddress target, IpAddress? source = null, MacAddress? to = null, MacAddress? says = null)
    {
        IpAddress from = source ?? AddressV6;
        NeighborSolicitation question = new(target, says ?? (from.IsUnspecified ? null : Mac));
        IpAddress destination = to is null ? target.SolicitedNodeGroup : target;
        byte[] message = new byte[question.Length];
        question.Emit(message, InternetSum.PseudoHeader(from, destination, IpProtocol.Icmpv6, message.Length));
        return Ipv6(to ?? MacAddress.OfGroup(destination), destination, IpProtocol.Icmpv6, message, from);
    }

    public byte[] Answers(Station other) => Arp(new ArpHeader(ArpOperation.Reply, Mac, Address, other.Mac, other.Address), other.Mac);

    public byte[] Arp(ArpHeader packet, MacAddress to)
    {
        byte[] octets = new byte[ArpHeader.Length];
        packet.Emit(octets);
        return Frame(to, EtherType.Arp, octets);
    }

    public byte[] Frame(MacAddress to, EtherType type, byte[] payload)
    {
        byte[] frame = new byte[EthernetHeader.Length + payload.Length];
        new EthernetHeader(to, Mac, type).Emit(frame);
        payload.CopyTo(frame, EthernetHeader.Length);
        return frame;
    }

    public static byte[] UdpOf(ushort sourcePort, ushort port)
    {
        byte[] datagram = new byte[UdpHeader.Length];
        new UdpHeader(sourcePort, port, 0).Emit(datagram);
        return datagram;
    }
}
