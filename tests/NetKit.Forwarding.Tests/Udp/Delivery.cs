using NetKit.Forwarding.Icmp;
using NetKit.Interop;

namespace NetKit.Forwarding.Tests.Udp;

/// <summary>Something that an outlet was given, kept.</summary>
internal sealed record Delivery(SocketEndpoint From, SocketEndpoint To, byte[] Payload)
{
    public int SegmentSize { get; init; }

    public byte TrafficClass { get; init; }

    /// <summary>Set for an error; then <see cref="From"/> and <see cref="To"/> are those of the datagram it is about.</summary>
    public IcmpReport? Error { get; init; }

    /// <summary>Of an echo.</summary>
    public ushort Identifier { get; init; }

    /// <summary>Of an echo.</summary>
    public ushort Sequence { get; init; }

    /// <summary>Of an echo.</summary>
    public byte TimeToLive { get; init; }
}
