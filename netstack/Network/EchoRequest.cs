using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>An ICMP or ICMPv6 echo request of the container on its way to a host socket. The payload is borrowed for the call.</summary>
public readonly ref struct EchoRequest
{
    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    public ushort Identifier { get; init; }

    public ushort Sequence { get; init; }

    /// <summary>TTL or hop limit with which the request goes on (already one less than the container's). At least 1.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>IPv4: the DF bit. IPv6: true, unless the request arrived in fragments.</summary>
    public bool DontFragment { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }
}
