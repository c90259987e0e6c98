using System;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Icmp;

/// <summary>How one container's pings are forwarded.</summary>
public sealed record EchoForwarderOptions
{
    /// <summary>Each flow is one descriptor where ping sockets are used. When all are in use the one idle for longest ends.</summary>
    public int MaximumFlows { get; init; } = 512;

    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The host address that IPv4 requests leave from; the wildcard leaves it to the routing table.</summary>
    public IpAddress OutboundV4 { get; init; } = IpAddress.AnyV4;

    /// <summary>The same for IPv6.</summary>
    public IpAddress OutboundV6 { get; init; }

    /// <summary>False goes straight to raw sockets.</summary>
    public bool UsePingSockets { get; init; } = true;
}
