using System;

namespace NetKit.Netstack.Network;

/// <summary>The bounds and times of a neighbour table.</summary>
public sealed record NeighborOptions
{
    /// <summary>Neighbours at most, those that are only asked for included; at least 1.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>How long a neighbour that was heard is taken to be there (RFC 4861 §10, REACHABLE_TIME).</summary>
    public TimeSpan Reachable { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after it was last heard a neighbour is forgotten.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The shortest time between two requests for one address: RFC 1122 §2.3.2.1 allows one a second.</summary>
    public TimeSpan AskInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests without an answer until a neighbour counts as gone (RFC 4861 §10, MAX_MULTICAST_SOLICIT).</summary>
    public int Requests { get; init; } = 3;

    /// <summary>How long a neighbour that did not answer is not asked for again.</summary>
    public TimeSpan FailureHold { get; init; } = TimeSpan.FromSeconds(3);
}
