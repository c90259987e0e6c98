using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Fuzz.Corpus;
using NetKit.Fuzz.Nodes;
using NetKit.Fuzz.Parsers;
using NetKit.Fuzz.Services;
using NetKit.Fuzz.Streams;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz;

/// <summary>Everything that reads what strangers wrote.</summary>
public static class FuzzTargets
{
    private const ushort Dns = 53;
    private const ushort Ntp = 123;
    private const ushort DhcpServer = 67;
    private const ushort DhcpClient = 68;
    private const ushort Dhcpv6Server = 547;
    private const int FramesToReplay = 16;

    private static readonly byte[] Hosts = "127.0.0.1 localhost\n::1 ip6-localhost # comment\n192.0.2.7\tbuild build.example\n"u8.ToArray();
    private static readonly byte[] Resolvers = "# by hand\nnameserver 192.0.2.53\nnameserver fe80::1%eth0\nsearch example.com\noptions edns0\n"u8.ToArray();

    // A query in three messages of one input; a lease; a fragmented datagram, its parts in the wrong order.
    private static readonly byte[] Fragments = [1, 0, 20, 1, 40, 20, 0, 60, 3, 1, 20, 20];

    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new ReaderTarget("ethernet", "Ethernet header", LinkReaders.Ethernet, static frames => frames.Frames),
        new ReaderTarget("arp", "ARP packet", LinkReaders.Arp, static frames => frames.Arp),
        new ReaderTarget("ipv4", "IPv4 header (its checksum is made right first)", InternetReaders.Ipv4, static frames => frames.Ipv4),
        new ReaderTarget("ipv6", "IPv6 header and extension headers", InternetReaders.Ipv6, static frames => [.. frames.Ipv6, .. SeedPackets.Ipv6]),
        new ReaderTarget("icmp", "ICMP message", InternetReaders.Icmpv4, static frames => frames.Transport(IpProtocol.Icmp)),
        new ReaderTarget("icmpv6", "ICMPv6 and neighbour discovery", InternetReaders.Icmpv6,
            static frames => [.. frames.Transport(IpProtocol.Icmpv6), .. SeedPackets.Discovery]),
        new ReaderTarget("udp", "UDP header", TransportReaders.Udp, static frames => frames.Transport(IpProtocol.Udp)),
        new ReaderTarget("tcp-header", "TCP header and options", TransportReaders.Tcp, static frames => frames.Transport(IpProtocol.Tcp)),
        new ReaderTarget("dns", "DNS message: question, records, OPT, the cut to size", DnsReaders.Message, static frames => frames.Datagrams(Dns)),
        new ReaderTarget("dns-name", "DNS names, compressed and as text", DnsReaders.Name, SeedPackets.Names),
        new ReaderTarget("dhcp", "DHCP message and options", LeaseReaders.Dhcp, static frames => Dhcp(frames), weight: 2),
        new ReaderTarget("dhcpv6", "DHCPv6 message and options", LeaseReaders.Dhcpv6, static frames => Dhcpv6(frames)),
        new ReaderTarget("ntp", "NTP message", LeaseReaders.Ntp, static frames => frames.Datagrams(Ntp)),
        new ReaderTarget("dhcp-server", "messages to the DHCP server: leases bounded and unique", LeaseServers.Dhcp,
            static frames => [Sequence.Of(0, Dhcp(frames)), Sequence.Of(4, Dhcp(frames))], weight: 10),
        new ReaderTarget("dhcpv6-server", "messages to the DHCPv6 server: leases bounded and unique", LeaseServers.Dhcpv6,
            static frames => [Sequence.Of(0, Dhcpv6(frames)), Sequence.Of(4, Dhcpv6(frames))], weight: 10),
        new ReaderTarget("dns-server", "queries and replies to the name server: replies fit, cache bounded", NameServers.Front,
            static frames => frames.Datagrams(Dns).Chunk(4).Select(static chunk => Sequence.Of(2, chunk)), weight: 20),
        new ReaderTarget("dns-stream", "DNS messages cut out of a TCP stream", NameServers.Framer, static frames =>
            frames.Datagrams(Dns).Select(static message => (byte[])[0, (byte)(message.Length >> 8), (byte)message.Length, .. message])),
        new ReaderTarget("ntp-server", "requests to the time server", NameServers.Ntp, static frames => [Sequence.Of(2, frames.Datagrams(Ntp))], weight: 2),
        new ReaderTarget("fragments", "fragments of IPv4: whole datagrams are what was sent", Reassembly.Ipv4, static _ => [Fragments], weight: 4),
        new ReaderTarget("fragments-v6", "fragments of IPv6: whole packets are what was sent", Reassembly.Ipv6, static _ => [Fragments], weight: 4),
        new ReaderTarget("switch", "frames through the learning switch", SwitchRig.Run,
            static frames => frames.Frames.Chunk(8).Select(static chunk => Sequence.Of(0x22, chunk)), weight: 10),
        new ReaderTarget("machine-stream", "frames of a virtual machine in a stream, cut anywhere", StreamReaders.Machine,
            static frames => StreamReaders.Streams(frames.Frames), weight: 20),
        new ReaderTarget("capture", "capture files, pcapng and pcap", CaptureReaders.Capture, static frames => Files(frames), weight: 4),
        new ReaderTarget("replay", "recorded networks and frames through a replayed node and back", CaptureReaders.Replay,
            static frames => frames.Captures.Select(static capture => CaptureReaders.ToInput(capture.File, FramesToReplay)), weight: 400),
        new ReaderTarget("ports", "ports to publish, as people write them", TextReaders.PortSpecification, static _ => TextReaders.Lines(
            "8080:80", "127.0.0.1:8000-8009:9000-9009/tcp", "5353:53/udp", "[::1]:8080:80", "80", "127.0.0.1::80", "8000-8010:80")),
        new ReaderTarget("filter", "packet filters, and frames through them", TextReaders.Filter, SeedPackets.Filters),
        new ReaderTarget("hosts", "hosts files", TextReaders.Hosts, static _ => [Hosts]),
        new ReaderTarget("resolv", "resolv.conf files", TextReaders.Resolvers, static _ => [Resolvers]),
        new ReaderTarget("addresses", "IP addresses, prefixes and link addresses as text", TextReaders.Addresses, static _ => TextReaders.Lines(
            "10.0.2.2", "10.0.2.0/24", "fd00::64", "::ffff:10.0.2.2", "2001:db8::/32", "52:54:00:0a:00:64", "0.0.0.0/0")),
        new NodeTarget(),
        new StreamTarget(),
    ];

    /// <exception cref="ArgumentException">There is no such target.</exception>
    public static IFuzzTarget Of(string name) =>
        All.FirstOrDefault(target => target.Name == name) ?? throw new ArgumentException($"There is no target '{name}'.");

    private static IEnumerable<byte[]> Dhcp(SeedFrames frames) => [.. frames.Datagrams(DhcpServer), .. frames.Datagrams(DhcpClient)];

    private static IEnumerable<byte[]> Dhcpv6(SeedFrames frames) => [.. frames.Datagrams(Dhcpv6Server), .. SeedPackets.Dhcpv6];

    private static IEnumerable<byte[]> Files(SeedFrames frames) =>
        frames.Captures.Select(static capture => capture.File).Where(static file => file.Length <= SeedPackets.LongestFile);
}
