using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Icmp;
using NetKit.Forwarding.Splicing;
using NetKit.Forwarding.Tcp;
using NetKit.Forwarding.Udp;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Forwarding.Endpoints;

/// <summary>All counters of an endpoint at one moment, by name.</summary>
[SupportedOSPlatform("linux")]
internal static class CounterReport
{
    public static IReadOnlyList<CounterSnapshot> Of<TDevice>(EndpointDriver<TDevice> driver)
        where TDevice : struct, ILinkDevice
    {
        List<CounterSnapshot> all = [];
        AddNode(all, driver.NodeCounters);
        AddTcp(all, driver.Stack);
        AddForwarding(all, driver.Tcp);
        if (driver.Tcp.Splicing is { } splicing)
        {
            AddSplicing(all, splicing);
        }

        AddUdp(all, driver.Udp);
        AddEcho(all, driver.Echo.Counters);
        all.Add(new CounterSnapshot("udp", "unserved", driver.UnservedDatagrams));
        all.Add(new CounterSnapshot("forwarding", "isolated", driver.Isolated));
        AddEach<DhcpVerdict>(all, "dhcp", driver.Services.Dhcp.Counters.Of);
        if (driver.Services.Dhcpv6 is { } dhcpv6)
        {
            AddEach<Dhcpv6Verdict>(all, "dhcpv6", dhcpv6.Counters.Of);
        }

        AddServices(all, driver);
        return all;
    }

    /// <summary>Those of several loops of one network together.</summary>
    public static IReadOnlyList<CounterSnapshot> Sum(IReadOnlyList<IReadOnlyList<CounterSnapshot>> reports) => reports.Count == 1 ? reports[0] :
    [
        .. reports[0].Select(one => one with
        {
            Value = reports.Sum(report => report.FirstOrDefault(other => (other.Group, other.Name) == (one.Group, one.Name))?.Value ?? 0),
        }),
    ];

    private static void AddNode(List<CounterSnapshot> all, NodeCounters node)
    {
        Add(all, "link", "frames-in", node.Arrivals);
        Add(all, "link", "octets-in", node.OctetsIn);
        Add(all, "link", "frames-out", node.FramesOut);
        Add(all, "link", "octets-out", node.OctetsOut);
        Add(all, "link", "refused", node.Refused);
        Add(all, "ip", "delivered", node.Deliveries);
        Add(all, "ip", "unresolved", node.Unresolved);
        Add(all, "ip", "icmp-errors-out", node.IcmpErrorsOut);
        Add(all, "ip", "icmp-errors-suppressed", node.IcmpErrorsSuppressed);
        Add(all, "ip", "echo-replies", node.EchoReplies);
        Add(all, "ip", "dropped", node.TotalDrops);
        AddEach<DropReason>(all, "ip.drops", node.Drops);
    }

    private static void AddTcp(List<CounterSnapshot> all, TcpLayer stack)
    {
        TcpCounters tcp = stack.Counters;
        Add(all, "tcp", "connections", stack.Count);
        Add(all, "tcp", "segments-in", tcp.SegmentsIn);
        Add(all, "tcp", "segments-out", tcp.SegmentsOut);
        Add(all, "tcp", "octets-in", tcp.OctetsIn);
        Add(all, "tcp", "octets-out", tcp.OctetsOut);
        Add(all, "tcp", "opened", tcp.Opened);
        Add(all, "tcp", "closed", tcp.Closed);
        Add(all, "tcp", "resets-in", tcp.ResetsIn);
        Add(all, "tcp", "resets-out", tcp.ResetsOut);
        Add(all, "tcp", "fast-retransmits", tcp.FastRetransmits);
        Add(all, "tcp", "retransmission-timeouts", tcp.RetransmissionTimeouts);
        Add(all, "tcp", "tail-probes", tcp.TailProbes);
        Add(all, "tcp", "spurious-recoveries", tcp.SpuriousRecoveries);
        Add(all, "tcp", "congestion-marks", tcp.CongestionMarks);
        Add(all, "tcp", "congestion-echoes", tcp.CongestionEchoes);
        Add(all, "tcp", "path-mtu-reductions", tcp.PathMtuReductions);
        Add(all, "tcp", "window-probes", tcp.WindowProbes);
        Add(all, "tcp", "keep-alives", tcp.KeepAlives);
        Add(all, "tcp", "out-of-order", tcp.OutOfOrder);
        Add(all, "tcp", "out-of-window", tcp.OutOfWindow);
        Add(all, "tcp", "old-timestamps", tcp.OldTimestamps);
        Add(all, "tcp", "challenge-acks", tcp.ChallengeAcks);
        Add(all, "tcp", "no-room", tcp.NoRoom);
        Add(all, "tcp", "syns-dropped", tcp.SynsDropped);
    }

    private static void AddForwarding(List<CounterSnapshot> all, TcpForwarder forwarder)
    {
        TcpForwarderCounters tcp = forwarder.Counters;
        Add(all, "tcp-forwarding", "flows", forwarder.Flows.Count);
        Add(all, "tcp-forwarding", "requested", tcp.Requested);
        Add(all, "tcp-forwarding", "refused", tcp.Refused);
        Add(all, "tcp-forwarding", "unreachable", tcp.Unreachable);
        Add(all, "tcp-forwarding", "host-loopback-denied", tcp.HostLoopbackDenied);
        Add(all, "tcp-forwarding", "no-socket", tcp.NoSocket);
        Add(all, "tcp-forwarding", "accepted", tcp.Accepted);
        Add(all, "tcp-forwarding", "accepted-in-vain", tcp.AcceptedInVain);
    }

    private static void AddSplicing(List<CounterSnapshot> all, SpliceForwarder forwarder)
    {
        SpliceCounters splice = forwarder.Counters;
        Add(all, "splice", "flows", forwarder.Flows.Count);
        Add(all, "splice", "taken", splice.Taken);
        Add(all, "splice", "opened", splice.Opened);
        Add(all, "splice", "refused", splice.Refused);
        Add(all, "splice", "resets", splice.Resets);
        Add(all, "splice", "octets-in", splice.OctetsIn + forwarder.Flows.Sum(static flow => flow.OctetsIn));
        Add(all, "splice", "octets-out", splice.OctetsOut + forwarder.Flows.Sum(static flow => flow.OctetsOut));
        Add(all, "splice", "spare-sockets", forwarder.Sockets.Ready);
        Add(all, "splice.through-stack", "no-socket", splice.NoSocket);
        Add(all, "splice.through-stack", "no-port", splice.NoPort);
        Add(all, "splice.through-stack", "not-connected", splice.NotConnected);
        Add(all, "splice.drops", "full", splice.Full);
        Add(all, "splice.drops", "no-pipe", splice.NoPipe);
    }

    private static void AddUdp(List<CounterSnapshot> all, UdpForwarder forwarder)
    {
        UdpCounters udp = forwarder.Counters;
        Add(all, "udp", "mappings", forwarder.ActiveMappings);
        Add(all, "udp", "sessions", forwarder.ActiveSessions);
        Add(all, "udp", "offered", udp.Offered);
        Add(all, "udp", "sent", udp.Sent);
        Add(all, "udp", "octets-sent", udp.OctetsSent);
        Add(all, "udp", "received", udp.Received);
        Add(all, "udp", "delivered", udp.Delivered);
        Add(all, "udp", "octets-delivered", udp.OctetsDelivered);
        Add(all, "udp", "errors-carried", udp.ErrorsCarried);
        AddEach<UdpDropReason>(all, "udp-out.drops", udp.DropsFromContainer);
        AddEach<UdpDropReason>(all, "udp-in.drops", udp.DropsFromHost);
    }

    private static void AddEcho(List<CounterSnapshot> all, EchoCounters echo)
    {
        Add(all, "echo", "offered", echo.Offered);
        Add(all, "echo", "sent", echo.Sent);
        Add(all, "echo", "replies", echo.Replies);
        Add(all, "echo", "errors-carried", echo.ErrorsCarried);
        AddEach<EchoDropReason>(all, "echo.drops", echo.Drops);
    }

    private static void AddServices<TDevice>(List<CounterSnapshot> all, EndpointDriver<TDevice> driver)
        where TDevice : struct, ILinkDevice
    {
        Add(all, "ntp", "received", driver.Services.Ntp.Counters.Received);
        Add(all, "ntp", "answered", driver.Services.Ntp.Counters.Answered);
        if (driver.Services.Dns is { } dns)
        {
            Add(all, "dns", "queries", dns.Counters.Queries);
            Add(all, "dns", "queries-over-tcp", dns.Counters.TcpQueries);
            Add(all, "dns", "answered-by-upstream", dns.Counters.Answered);
            Add(all, "dns", "sent-upstream", dns.Counters.Sent);
            Add(all, "dns", "truncated", dns.Counters.Truncated);
        }
    }

    private static void Add(List<CounterSnapshot> all, string group, string name, long value) =>
        all.Add(new CounterSnapshot(group, name, value));

    private static void AddEach<TReason>(List<CounterSnapshot> all, string group, Func<TReason, long> count)
        where TReason : struct, Enum
    {
        foreach (TReason reason in Enum.GetValues<TReason>())
        {
            all.Add(new CounterSnapshot(group, CounterNames.Of(reason), count(reason)));
        }
    }
}
