using System.Collections.Generic;

namespace NetKit.Daemon.State;

/// <summary>What the state directory held, and a sentence for each file that could not be read.</summary>
public sealed record StateContent(
    IReadOnlyList<NetworkRecord> Networks,
    IReadOnlyList<EndpointRecord> Endpoints,
    IReadOnlyList<ForwardRecord> Forwards,
    IReadOnlyList<PoolRecord> Pools,
    IReadOnlyList<ZoneRecord> Zones,
    IReadOnlyList<string> Complaints);
