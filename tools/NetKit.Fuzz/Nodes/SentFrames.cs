using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Nodes;

/// <summary>What the node sends can be read by whoever gets it: lengths, checksums, sizes.</summary>
internal static class SentFrames
{
    public static void Check(ReadOnlySpan<byte> frame, in FrameOffload offload, LinkCapabilities link)
    {
        Oracle.Holds(EthernetView.TryCreate(frame, out EthernetView ethernet) is WireError.None, "a frame without a header was sent");
        bool isCut = offload.Segmentation is not SegmentationKind.None;
        Oracle.Holds(isCut || ethernet.Payload.Length <= link.Mtu, $"{ethernet.Payload.Length} octets in one packet on a link of {link.Mtu}");
        switch (ethernet.Type)
        {
            case EtherType.Ipv4:
                CheckIpv4(ethernet.Payload, offload);
                break;
            case EtherType.Ipv6:
                CheckIpv6(ethernet.Payload, offload);
                break;
            default:
                Oracle.Holds(ethernet.Type is EtherType.Arp && ArpView.TryCreate(ethernet.Payload, out _) is WireError.None, "not IP and not ARP");
                break;
        }
    }

    private static void CheckIpv4(ReadOnlySpan<byte> packet, in FrameOffload offload)
    {
        bool isRead = Ipv4View.TryCreate(packet, out Ipv4View view) is WireError.None
            && Ipv4Header.TryParse(view, out Ipv4Header header) is WireError.None && header.TimeToLive > 0;
        Oracle.Holds(isRead && view.TotalLength == packet.Length, "an IPv4 packet that cannot be read was sent");
        if (!view.IsFragment && !offload.NeedsChecksum)
        {
            CheckTransport(view.Source, view.Destination, view.Protocol, view.Payload);
        }
    }

    private static void CheckIpv6(ReadOnlySpan<byte> packet, in FrameOffload offload)
    {
        bool isRead = Ipv6View.TryCreate(packet, out Ipv6View view) is WireError.None
            && Ipv6Header.TryParse(view, out Ipv6Header header) is WireError.None && header.HopLimit > 0;
        Oracle.Holds(isRead && view.TotalLength == packet.Length, "an IPv6 packet that cannot be read was sent");
        if (!view.IsFragment && !offload.NeedsChecksum)
        {
            CheckTransport(view.Source, view.Destination, view.Protocol, view.Payload);
        }
    }

    private static void CheckTransport(IpAddress source, IpAddress destination, IpProtocol protocol, ReadOnlySpan<byte> octets)
    {
        InternetSum pseudo = InternetSum.PseudoHeader(source, destination, protocol, octets.Length);
        bool isRight = protocol switch
        {
            IpProtocol.Tcp => TcpView.TryCreate(octets, out TcpView tcp) is WireError.None && tcp.ChecksumIsValid(pseudo),
            IpProtocol.Udp => UdpView.TryCreate(octets, out UdpView udp) is WireError.None && udp.ChecksumIsValid(pseudo),
            IpProtocol.Icmp => Icmpv4View.TryCreate(octets, out Icmpv4View icmp) is WireError.None && icmp.ChecksumIsValid,
            IpProtocol.Icmpv6 => Icmpv6View.TryCreate(octets, out Icmpv6View icmp) is WireError.None && icmp.ChecksumIsValid(pseudo),
            _ => false,
        };
        Oracle.Holds(isRight, $"{protocol} that cannot be read, or with a wrong checksum, was sent");
    }
}
