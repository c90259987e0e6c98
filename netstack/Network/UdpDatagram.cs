using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// One UDP datagram, or a run of equal ones to the same destination, as it crosses between the container's link and the
/// host's sockets. The payload is borrowed: it is valid during the call that hands it over, and no longer.
/// </summary>
public readonly ref struct UdpDatagram
{
    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    /// <summary>TTL or hop limit with which the datagram goes on: the router in between has already taken its one. At least 1.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>DSCP and ECN (RFC 2474, RFC 3168): the IPv4 TOS octet or the IPv6 traffic class.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>
    /// IPv4: the DF bit. IPv6: true, unless the datagram arrived in fragments (RFC 8200 §5: only its source may fragment).
    /// </summary>
    public bool DontFragment { get; init; }

    /// <summary>The link address that it came from; zero: it did not come from the link.</summary>
    public MacAddress LinkSource { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>
    /// 0, or the payload is a run of datagrams of this many octets each (the last may be shorter): what UDP_SEGMENT and
    /// UDP_GRO call a segment, and virtio-net calls USO.
    /// </summary>
    public int SegmentSize { get; init; }

    /// <summary>Datagrams that the receiver will see.</summary>
    public int Count => SegmentSize == 0 || Payload.IsEmpty ? 1 : (Payload.Length + SegmentSize - 1) / SegmentSize;

    /// <summary>The same datagram from another address.</summary>
    public UdpDatagram From(IpAddress source) => Between(source, Destination);

    /// <summary>The same datagram to another address.</summary>
    public UdpDatagram To(IpAddress destination) => Between(Source, destination);

    private UdpDatagram Between(IpAddress source, IpAddress destination) => new()
    {
        Source = source,
        Destination = destination,
        SourcePort = SourcePort,
        DestinationPort = DestinationPort,
        TimeToLive = TimeToLive,
        TrafficClass = TrafficClass,
        DontFragment = DontFragment,
        LinkSource = LinkSource,
        Payload = Payload,
        SegmentSize = SegmentSize,
    };
}
