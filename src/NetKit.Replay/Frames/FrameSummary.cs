using System;
using System.Globalization;
using System.Text;
using NetKit.Netstack.Wire;

namespace NetKit.Replay.Frames;

/// <summary>A frame in one line, in the manner of tcpdump.</summary>
public static class FrameSummary
{
    public static string Of(ReadOnlySpan<byte> frame)
    {
        if (EthernetView.TryCreate(frame, out EthernetView ethernet) is not WireError.None)
        {
            return Invariant($"Ethernet, cut short, length {frame.Length}");
        }

        return ethernet.Type switch
        {
            EtherType.Arp when ArpView.TryCreate(ethernet.Payload, out ArpView view) is WireError.None
                && ArpHeader.TryParse(view, out ArpHeader arp) is WireError.None => OfArp(arp),
            EtherType.Ipv4 when Ipv4View.TryCreate(ethernet.Payload, out Ipv4View ip) is WireError.None =>
                ip.FragmentOffset > 0 || ip.MoreFragments
                    ? Invariant($"IP {ip.Source} > {ip.Destination}: {ip.Protocol} fragment {ip.Identification} at {ip.FragmentOffset}, length {ip.Payload.Length}")
                    : OfTransport("IP", ip.Source, ip.Destination, ip.Protocol, ip.Payload),
            EtherType.Ipv6 when Ipv6View.TryCreate(ethernet.Payload, out Ipv6View ip) is WireError.None =>
                OfTransport("IP6", ip.Source, ip.Destination, ip.Protocol, ip.Payload),
            _ => Invariant($"{ethernet.Source} > {ethernet.Destination}: type 0x{(ushort)ethernet.Type:x4}, length {frame.Length}"),
        };
    }

    private static string OfArp(in ArpHeader arp) => arp.Operation is ArpOperation.Request
        ? $"ARP who has {arp.TargetIp}? tell {arp.SenderIp}"
        : $"ARP {arp.SenderIp} is at {arp.SenderMac}";

    private static string OfTransport(string ip, IpAddress source, IpAddress destination, IpProtocol protocol, ReadOnlySpan<byte> octets)
    {
        if (protocol is IpProtocol.Tcp && TcpView.TryCreate(octets, out TcpView tcp) is WireError.None)
        {
            return Invariant($"{ip} {End(source, tcp.SourcePort)} > {End(destination, tcp.DestinationPort)}: TCP [{Flags(tcp.Flags)}] ")
                + Invariant($"seq {tcp.Sequence}, ack {tcp.Acknowledgment}, win {tcp.Window}, length {tcp.Payload.Length}");
        }

        if (protocol is IpProtocol.Udp && UdpView.TryCreate(octets, out UdpView udp) is WireError.None)
        {
            return Invariant(
                $"{ip} {End(source, udp.SourcePort)} > {End(destination, udp.DestinationPort)}: UDP, length {udp.Payload.Length}");
        }

        if (protocol is IpProtocol.Icmp && Icmpv4View.TryCreate(octets, out Icmpv4View icmp) is WireError.None)
        {
            bool isEcho = icmp.Type is Icmpv4Type.EchoRequest or Icmpv4Type.EchoReply;
            string detail = isEcho ? Invariant($"id {icmp.Identifier}, seq {icmp.Sequence}") : Invariant($"code {icmp.Code}");
            return Invariant($"{ip} {source} > {destination}: ICMP {icmp.Type}, {detail}, length {octets.Length}");
        }

        return Invariant($"{ip} {source} > {destination}: {protocol}, length {octets.Length}");
    }

    private static string End(IpAddress address, ushort port) => address.IsV4 ? Invariant($"{address}:{port}") : Invariant($"[{address}]:{port}");

    private static string Flags(TcpFlags flags)
    {
        StringBuilder text = new();
        foreach ((TcpFlags flag, char letter) in
            (ReadOnlySpan<(TcpFlags, char)>)[(TcpFlags.Syn, 'S'), (TcpFlags.Fin, 'F'), (TcpFlags.Reset, 'R'), (TcpFlags.Push, 'P'), (TcpFlags.Urgent, 'U'), (TcpFlags.Ack, '.')])
        {
            if ((flags & flag) != 0)
            {
                _ = text.Append(letter);
            }
        }

        return text.ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
