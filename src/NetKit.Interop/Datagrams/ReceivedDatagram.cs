using System;
using NetKit.Netstack.Wire;

namespace NetKit.Interop.Datagrams;

/// <summary>A datagram, or a run of equal ones, that a socket received. The payload is valid until the receiver is used again.</summary>
public readonly ref struct ReceivedDatagram
{
    /// <summary>The sender.</summary>
    public SocketEndpoint From { get; init; }

    /// <summary>The local address it was sent to, where the socket was asked to tell; otherwise unspecified.</summary>
    public IpAddress To { get; init; }

    /// <summary>TTL or hop limit on arrival, where the socket was asked to tell; otherwise 0.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>DSCP and ECN, where the socket was asked to tell; otherwise 0.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>0, or the kernel joined datagrams of this many octets (UDP_GRO); the last may be shorter.</summary>
    public int SegmentSize { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }
}
