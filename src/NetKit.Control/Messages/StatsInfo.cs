using System.Collections.Generic;

namespace NetKit.Control.Messages;

/// <summary>Answer of <c>GET /v1/stats</c>: counters since the start, and drops by reason.</summary>
public sealed record StatsInfo(IReadOnlyList<CounterGroup> Groups, IReadOnlyList<DropInfo> Drops);
