using System.Collections.Generic;
using System.Collections.Immutable;
using NetKit.Netstack.Services.Dns;

namespace NetKit.Forwarding.Dns;

/// <summary>A <see cref="DnsService"/> at one moment, safe to hand to another thread.</summary>
public sealed record DnsSnapshot
{
    /// <summary>What became of all messages at the front: local, cached, forwarded, malformed, unsupported, dropped.</summary>
    public required DnsStatistics Front { get; init; }

    public required long Queries { get; init; }

    public required long TcpQueries { get; init; }

    public required long Answered { get; init; }

    public required long Joined { get; init; }

    public required long Repeated { get; init; }

    public required long Sent { get; init; }

    public required long Truncated { get; init; }

    public required long Unfit { get; init; }

    public required long Connections { get; init; }

    public required long ServerChanges { get; init; }

    /// <summary>Different queries under way.</summary>
    public required int Pending { get; init; }

    /// <summary>Messages that the cache can play back.</summary>
    public required int CachedMessages { get; init; }

    /// <summary>Queries answered with a failure, by reason; all reasons are there.</summary>
    public required IReadOnlyDictionary<DnsFailureReason, long> Failures { get; init; }

    /// <summary>Messages from upstream that were not believed, by reason; all reasons are there.</summary>
    public required IReadOnlyDictionary<DnsRejectReason, long> Rejects { get; init; }

    /// <summary>The upstream servers in the order of the configuration.</summary>
    public required ImmutableArray<DnsUpstreamSnapshot> Upstreams { get; init; }
}
