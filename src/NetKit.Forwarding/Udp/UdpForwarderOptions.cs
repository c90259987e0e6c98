using System;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Udp;

/// <summary>How one container's UDP is forwarded.</summary>
public sealed record UdpForwarderOptions
{
    /// <summary>Each mapping is one descriptor.</summary>
    public int MaximumMappings { get; init; } = 4_096;

    /// <summary>Peers of all published ports together.</summary>
    public int MaximumSessions { get; init; } = 4_096;

    /// <summary>Idle time of a flow without an answer, or with one answer from a well-known port.</summary>
    public TimeSpan OneWayTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Idle time once traffic has flowed both ways (RFC 4787 REQ-5: at least two minutes).</summary>
    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>What each socket's buffers are asked to hold; the system's limit may be lower.</summary>
    public int BufferOctets { get; init; } = 4 << 20;

    /// <summary>The host address that IPv4 mappings send from; the wildcard leaves it to the routing table.</summary>
    public IpAddress OutboundV4 { get; init; } = IpAddress.AnyV4;

    /// <summary>The same for IPv6.</summary>
    public IpAddress OutboundV6 { get; init; }
}
