using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Splicing;
using NetKit.Forwarding.Tcp;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Netstack.Link;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Forwarding.Endpoints;

/// <summary>All flows of an endpoint at one moment.</summary>
[SupportedOSPlatform("linux")]
internal static class FlowReport
{
    public static IReadOnlyList<FlowSnapshot> Of<TDevice>(EndpointDriver<TDevice> driver, Instant now)
        where TDevice : struct, ILinkDevice =>
    [
        .. driver.Tcp.Flows.Select(flow => Of(flow, now)),
        .. (driver.Tcp.Splicing?.Flows ?? []).Select(flow => Of(flow, now)),
        .. driver.Udp.Snapshot(now).Select(Of),
    ];

    // The container sees who its own end of the socket is connected to, which is another of its own.
    private static FlowSnapshot Of(SplicedFlow flow, Instant now)
    {
        SocketEndpoint unknown = flow.Destination with { Port = 0 };
        bool isKnown = Sockets.LocalEndpoint(flow.Container.Fd, out SocketEndpoint remote) == Errno.None && remote.Port != 0;
        return new FlowSnapshot(
            "tcp",
            Inbound: true,
            flow.Destination,
            isKnown ? remote : unknown,
            flow.Client.Peer,
            flow.State == SplicedFlowState.Connecting ? "connecting" : flow.IsHalfClosed ? "half-closed" : "established",
            flow.OctetsOut,
            flow.OctetsIn,
            now - flow.Created,
            Max(now - flow.LastHeard, TimeSpan.Zero))
        {
            HostPath = flow.Client.Path,
            IsSpliced = true,
        };
    }

    private static FlowSnapshot Of(SocketFlow flow, Instant now)
    {
        TcpConnection connection = flow.Connection;
        return new FlowSnapshot(
            "tcp",
            !connection.IsInbound,
            new SocketEndpoint(connection.Key.Remote, connection.Key.RemotePort),
            new SocketEndpoint(connection.Key.Local, connection.Key.LocalPort),
            flow.Host,
            NameOf(connection.State),
            connection.OctetsIn,
            connection.OctetsOut,
            now - flow.Created,
            Max(now - Later(connection.LastHeard, flow.Created), TimeSpan.Zero))
        {
            HostPath = flow.Path,
        };
    }

    private static FlowSnapshot Of(UdpMappingSnapshot mapping) => new(
        "udp",
        mapping.IsInbound,
        mapping.Container,
        mapping.Peer,
        mapping.Host,
        mapping.IsStream ? "stream" : "one-way",
        mapping.OctetsOut,
        mapping.OctetsIn,
        mapping.Age,
        mapping.Idle);

    // As netstat and ss write them (RFC 9293 §3.3.2).
    private static string NameOf(TcpState state) => state switch
    {
        TcpState.SynSent => "syn-sent",
        TcpState.SynReceived => "syn-recv",
        TcpState.Established => "established",
        TcpState.FinWait1 => "fin-wait-1",
        TcpState.FinWait2 => "fin-wait-2",
        TcpState.CloseWait => "close-wait",
        TcpState.Closing => "closing",
        TcpState.LastAck => "last-ack",
        TcpState.TimeWait => "time-wait",
        _ => "closed",
    };

    private static Instant Later(Instant a, Instant b) => a > b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
