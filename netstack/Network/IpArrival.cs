using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>A whole IP packet of either family that has passed the checks of its header. The spans are borrowed.</summary>
internal readonly ref struct IpArrival
{
    private IpArrival(scoped in EthernetView frame, FrameOffload offload, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> packet)
    {
        LinkSource = frame.Source;
        ToGroup = frame.Destination.IsMulticast;
        Offload = offload;
        Payload = payload;
        Packet = packet;
    }

    /// <param name="header">Of a reassembled packet, that of the first fragment.</param>
    /// <param name="payload">What is behind the header.</param>
    /// <param name="packet">The packet as it arrived, for errors to quote; of a reassembled packet, its last fragment.</param>
    /// <param name="frame">What it came in.</param>
    /// <param name="offload">What the link says of its checksum and segments.</param>
    public IpArrival(
        scoped in Ipv4Header header,
        ReadOnlySpan<byte> payload,
        ReadOnlySpan<byte> packet,
        scoped in EthernetView frame,
        FrameOffload offload)
        : this(frame, offload, payload, packet)
    {
        Source = header.Source;
        Destination = header.Destination;
        Protocol = header.Protocol;
        TimeToLive = header.TimeToLive;
        TrafficClass = header.TrafficClass;
        DontFragment = header.DontFragment;
    }

    /// <param name="header">Of a reassembled packet, that of the first fragment.</param>
    /// <param name="payload">What is behind the header and the extension headers.</param>
    /// <param name="packet">The packet as it arrived, for errors to quote; of a reassembled packet, its last fragment.</param>
    /// <param name="frame">What it came in.</param>
    /// <param name="offload">What the link says of its checksum and segments.</param>
    /// <param name="wasCut">It came in fragments.</param>
    public IpArrival(
        scoped in Ipv6Header header,
        ReadOnlySpan<byte> payload,
        ReadOnlySpan<byte> packet,
        scoped in EthernetView frame,
        FrameOffload offload,
        bool wasCut)
        : this(frame, offload, payload, packet)
    {
        Source = header.Source;
        Destination = header.Destination;
        Protocol = header.Protocol;
        TimeToLive = header.HopLimit;
        TrafficClass = header.TrafficClass;
        DontFragment = !wasCut;
    }

    public IpAddress Source { get; }

    public IpAddress Destination { get; }

    public IpProtocol Protocol { get; }

    /// <summary>TTL or hop limit, as it arrived.</summary>
    public byte TimeToLive { get; }

    public byte TrafficClass { get; }

    /// <summary>IPv4: the DF bit. IPv6: true, unless the packet came in fragments (RFC 8200 §5).</summary>
    public bool DontFragment { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public ReadOnlySpan<byte> Packet { get; }

    public FrameOffload Offload { get; }

    /// <summary>Where the frame came from.</summary>
    public MacAddress LinkSource { get; }

    /// <summary>The frame was for everybody or for a group.</summary>
    public bool ToGroup { get; }

    /// <summary>The payload never left memory, or the device has checked it.</summary>
    public bool IsChecksumKnown => Offload.NeedsChecksum || Offload.ChecksumVerified;

    /// <summary>Of a checksum that covers the pseudo-header: TCP, UDP, ICMPv6.</summary>
    public bool IsTransportChecksumValid =>
        IsChecksumKnown || InternetSum.PseudoHeader(Source, Destination, Protocol, Payload.Length).Add(Payload).IsValid;
}
