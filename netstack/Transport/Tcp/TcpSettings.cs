using System;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>How the connections of one node behave.</summary>
public sealed record TcpSettings
{
    // With a round trip shorter than this, the link is memory: there is no distance for a window to cover, and no queue to fill.
    internal static readonly TimeSpan LocalRoundTrip = TimeSpan.FromMilliseconds(1);

    /// <summary>Octets of payload in a segment that the link carries whole over IPv4: its MTU less 40.</summary>
    public int MaximumSegmentSize { get; init; } = 1460;

    /// <summary>The same over IPv6: the link's MTU less 60.</summary>
    public int MaximumSegmentSizeV6 { get; init; } = 1440;

    /// <summary>
    /// Octets that a prepared segment may hold. More than the segment size where the link cuts super-frames itself
    /// (TSO), otherwise as many.
    /// </summary>
    public int MaximumBurst { get; init; } = 1460;

    /// <summary>The receive window of a new connection, in octets: a power of two.</summary>
    public int InitialWindow { get; init; } = 64 << 10;

    /// <summary>What a receive window or a send queue may grow to, in octets: a power of two, at most 16 MiB.</summary>
    public int MaximumWindow { get; init; } = 16 << 20;

    /// <summary>
    /// The same where the round trip is shorter than a millisecond, in octets: more would only be memory that is no longer in the cache
    /// when its turn comes.
    /// </summary>
    public int MaximumLocalWindow { get; init; } = 4 << 20;

    /// <summary>
    /// What the receive windows of connections to local peers that are busy at once come to together, in octets; one that is alone has
    /// <see cref="MaximumLocalWindow"/>.
    /// </summary>
    public int SharedWindow { get; init; } = 1 << 20;

    /// <summary>
    /// The same of their send queues, in octets: what is queued at once and acknowledged is still in the cache when the next octets come to its place.
    /// </summary>
    public int SharedQueue { get; init; } = 2 << 20;

    /// <summary>What each of them has at least of either, in octets.</summary>
    public int LeastSharedWindow { get; init; } = 256 << 10;

    /// <summary>The same where some of them are bulk transfers and others, or datagrams, are not: what waits behind the first is noticed.</summary>
    public int MixedWindow { get; init; } = 256 << 10;

    /// <summary>What each of them has at least then, in octets: two super-frames, one to fill while the other is being taken.</summary>
    public int LeastMixedWindow { get; init; } = 128 << 10;

    /// <summary>What a connection is content with when the budget of the pool is short, in octets.</summary>
    public int MinimumWindow { get; init; } = 16 << 10;

    /// <summary>How connections find out how much may be under way.</summary>
    public CongestionAlgorithm Congestion { get; init; } = CongestionAlgorithm.Cubic;

    /// <summary>Marks instead of losses (RFC 3168), where the peer wants it too.</summary>
    public EcnUse Ecn { get; init; } = EcnUse.WhenAsked;

    /// <summary>
    /// RFC 9293 §3.7.4: less than a segment waits while anything is under way. Off: the host socket behind the owner has collected small
    /// writes already, if its program wanted that.
    /// </summary>
    public bool Nagle { get; init; }

    /// <summary>Connections at once, those in TIME-WAIT included; more are not accepted.</summary>
    public int MaximumConnections { get; init; } = 131_072;

    /// <summary>Connections whose opening has not been answered yet (RFC 4987 §3.2): beyond this, SYNs are dropped.</summary>
    public int MaximumHalfOpen { get; init; } = 2_048;

    /// <summary>
    /// RFC 9293 §3.4.2 suggests twice two minutes. The link is one hop without a router that could hold a segment back:
    /// what is not there after a second never comes.
    /// </summary>
    public TimeSpan TimeWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long the acknowledgement of a first small segment, or of a FIN, may wait for the owner's answer that carries it
    /// (RFC 9293 §3.8.6.3: less than half a second); zero: not at all. What pays where owners answer in microseconds.
    /// </summary>
    public TimeSpan FirstAckDelay { get; init; }

    /// <summary>RFC 9293 §3.8.4: silence after which the peer is asked whether it is still there.</summary>
    public TimeSpan KeepAliveIdle { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(30);

    public int KeepAliveProbes { get; init; } = 8;

    /// <summary>
    /// RFC 9293 §3.8.3 (R2), RFC 5482: how long octets may wait for their acknowledgement before the connection is given up. RFC 1122
    /// §4.2.3.5 wants 100 seconds at least.
    /// </summary>
    public TimeSpan UserTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time-outs in a row after which a SYN is given up that nobody answers.</summary>
    public int MaximumSynTimeouts { get; init; } = 6;

    // Windows are as large as the path can use.
    internal int LargestWindow(TimeSpan roundTrip) =>
        roundTrip >= LocalRoundTrip ? MaximumWindow : Math.Min(MaximumWindow, MaximumLocalWindow);
}
