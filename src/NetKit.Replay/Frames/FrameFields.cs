using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using NetKit.Netstack.Wire;

namespace NetKit.Replay.Frames;

/// <summary>
/// The fields of a frame, from the outermost header to the payload, by the names of the RFCs. What cannot be read as a header is payload.
/// An own printer over the stack's views: PacketDotNet would do, but is not clean for ahead-of-time compilation (IL2104).
/// </summary>
public sealed class FrameFields
{
    private const int OctetsALine = 16;

    private readonly List<FrameField> _fields = [];

    private FrameFields()
    {
    }

    public static IReadOnlyList<FrameField> Of(ReadOnlySpan<byte> frame)
    {
        FrameFields fields = new();
        fields.AddEthernet(frame);
        return fields._fields;
    }

    private void AddEthernet(ReadOnlySpan<byte> octets)
    {
        if (EthernetView.TryCreate(octets, out EthernetView view) is not WireError.None)
        {
            AddOctets("Ethernet", octets);
            return;
        }

        Add("Ethernet Destination", view.Destination);
        Add("Ethernet Source", view.Source);
        Add("Ethernet Type", view.Type);
        switch (view.Type)
        {
            case EtherType.Arp when ArpView.TryCreate(view.Payload, out ArpView arp) is WireError.None
                && ArpHeader.TryParse(arp, out ArpHeader header) is WireError.None:
                Add("ARP Operation", header.Operation);
                Add("ARP Sender Hardware Address", header.SenderMac);
                Add("ARP Sender Protocol Address", header.SenderIp);
                Add("ARP Target Hardware Address", header.TargetMac);
                Add("ARP Target Protocol Address", header.TargetIp);
                break;
            case EtherType.Ipv4 when Ipv4View.TryCreate(view.Payload, out Ipv4View ip) is WireError.None:
                AddIpv4(ip);
                AddTrailer(view.Payload.Length - ip.TotalLength);
                break;
            case EtherType.Ipv6 when Ipv6View.TryCreate(view.Payload, out Ipv6View ip) is WireError.None:
                AddIpv6(ip);
                AddTrailer(view.Payload.Length - ip.TotalLength);
                break;
            default:
                AddOctets("Ethernet", view.Payload);
                break;
        }
    }

    private void AddIpv4(in Ipv4View ip)
    {
        Add("IPv4 Traffic Class", ip.TrafficClass);
        Add("IPv4 Total Length", ip.TotalLength);
        Add("IPv4 Identification", ip.Identification);
        Add("IPv4 Don't Fragment", ip.DontFragment);
        Add("IPv4 More Fragments", ip.MoreFragments);
        Add("IPv4 Fragment Offset", ip.FragmentOffset);
        Add("IPv4 Time to Live", ip.TimeToLive);
        Add("IPv4 Protocol", ip.Protocol);
        Add("IPv4 Header Checksum", Hex(ip.Checksum));
        Add("IPv4 Source Address", ip.Source);
        Add("IPv4 Destination Address", ip.Destination);
        AddTransport(ip.Protocol, ip.Payload, ip.IsFragment);
    }

    private void AddIpv6(in Ipv6View ip)
    {
        Add("IPv6 Traffic Class", ip.TrafficClass);
        Add("IPv6 Flow Label", ip.FlowLabel);
        Add("IPv6 Payload Length", ip.TotalLength - Ipv6Header.Length);
        Add("IPv6 Hop Limit", ip.HopLimit);
        Add("IPv6 Next Header", ip.Protocol);
        Add("IPv6 Source Address", ip.Source);
        Add("IPv6 Destination Address", ip.Destination);
        AddTransport(ip.Protocol, ip.Payload, ip.IsFragment);
    }

    private void AddTransport(IpProtocol protocol, ReadOnlySpan<byte> octets, bool isFragment)
    {
        if (!isFragment && protocol is IpProtocol.Tcp && TcpView.TryCreate(octets, out TcpView tcp) is WireError.None)
        {
            AddTcp(tcp);
        }
        else if (!isFragment && protocol is IpProtocol.Udp && UdpView.TryCreate(octets, out UdpView udp) is WireError.None)
        {
            Add("UDP Source Port", udp.SourcePort);
            Add("UDP Destination Port", udp.DestinationPort);
            Add("UDP Length", udp.Length);
            Add("UDP Checksum", Hex(udp.Checksum));
            AddOctets("UDP", udp.Payload);
        }
        else if (!isFragment && protocol is IpProtocol.Icmp && Icmpv4View.TryCreate(octets, out Icmpv4View icmp) is WireError.None)
        {
            Add("ICMP Type", icmp.Type);
            Add("ICMP Code", icmp.Code);
            Add("ICMP Checksum", Hex(icmp.Checksum));
            Add("ICMP Rest of Header", icmp.RestOfHeader);
            AddOctets("ICMP", icmp.Payload);
        }
        else
        {
            AddOctets("IP", octets);
        }
    }

    private void AddTcp(in TcpView tcp)
    {
        Add("TCP Source Port", tcp.SourcePort);
        Add("TCP Destination Port", tcp.DestinationPort);
        Add("TCP Sequence Number", tcp.Sequence);
        Add("TCP Acknowledgment Number", tcp.Acknowledgment);
        Add("TCP Data Offset", tcp.HeaderLength / 4);
        Add("TCP Flags", tcp.Flags);
        Add("TCP Window", tcp.Window);
        Add("TCP Checksum", Hex(tcp.Checksum));
        Add("TCP Urgent Pointer", tcp.UrgentPointer);
        if (TcpOptions.TryParse(tcp.Options, out TcpOptions options) is WireError.None)
        {
            Add("TCP Maximum Segment Size", options.MaximumSegmentSize);
            Add("TCP Window Scale", options.WindowScale);
            Add("TCP SACK Permitted", options.SackPermitted);
            Add("TCP TSval", options.HasTimestamps ? options.TimestampValue : "absent");
            Add("TCP TSecr", options.HasTimestamps ? options.TimestampEcho : "absent");
            Add("TCP SACK blocks", options.SackCount);
        }

        Add("TCP options", Convert.ToHexString(tcp.Options));
        AddOctets("TCP", tcp.Payload);
    }

    private void AddTrailer(int length) => Add("Ethernet padding", length);

    // One field a line of a hex dump, so that a difference says where it is.
    private void AddOctets(string protocol, ReadOnlySpan<byte> octets)
    {
        Add($"{protocol} payload length", octets.Length);
        for (int at = 0; at < octets.Length; at += OctetsALine)
        {
            ReadOnlySpan<byte> line = octets[at..Math.Min(at + OctetsALine, octets.Length)];
            StringBuilder text = new(Convert.ToHexString(line));
            _ = text.Append("  ");
            foreach (byte octet in line)
            {
                _ = text.Append(octet is >= 0x20 and < 0x7F ? (char)octet : '.');
            }

            Add(string.Create(CultureInfo.InvariantCulture, $"{protocol} payload[{at}]"), text);
        }
    }

    private void Add(string name, object value) =>
        _fields.Add(new FrameField(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty));

    private static string Hex(ushort value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x4}");
}
