using NetKit.Netstack.Wire;

namespace NetKit.Interop.Datagrams;

/// <summary>Where a datagram goes and how: what a message header of sendmmsg says beside the payload.</summary>
/// <param name="To">The destination, of the socket's family. Port 0 with ICMP sockets.</param>
public readonly record struct DatagramTarget(SocketEndpoint To)
{
    /// <summary>
    /// The local address to send from, for a socket bound to the wildcard (IP_PKTINFO); unspecified leaves it to the routing
    /// table.
    /// </summary>
    public IpAddress From { get; init; }

    /// <summary>TTL or hop limit; 0 leaves it to the socket.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>DSCP and ECN; 0 leaves it to the socket.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>0, or the kernel cuts the payload into datagrams of this many octets (UDP_SEGMENT).</summary>
    public ushort SegmentSize { get; init; }
}
