using System;
using NetKit.Interop;

namespace NetKit.Forwarding.Endpoints;

/// <summary>A flow at one moment.</summary>
/// <param name="Protocol">tcp, udp or icmp.</param>
/// <param name="Inbound">It began outside, through a published port.</param>
/// <param name="Container">The container's end.</param>
/// <param name="Remote">The other end as the container sees it.</param>
/// <param name="Host">The other end of the host's socket.</param>
/// <param name="State">In the protocol's own words.</param>
/// <param name="OctetsOut">Payload from the container.</param>
/// <param name="OctetsIn">Payload to the container.</param>
/// <param name="Age">Since it began.</param>
/// <param name="Idle">Since something came from the container.</param>
public sealed record FlowSnapshot(
    string Protocol,
    bool Inbound,
    SocketEndpoint Container,
    SocketEndpoint Remote,
    SocketEndpoint Host,
    string State,
    long OctetsOut,
    long OctetsIn,
    TimeSpan Age,
    TimeSpan Idle)
{
    /// <summary>The file of the host's socket where it is a unix socket; <see cref="Host"/> says nothing then.</summary>
    public string? HostPath { get; init; }

    /// <summary>It goes past the stack, through a socket of the container's own namespace.</summary>
    public bool IsSpliced { get; init; }

    /// <summary>The container's name, on a network of many.</summary>
    public string? Endpoint { get; init; }
}
