using System.Collections.Generic;
using System.IO;

namespace NetKit.Daemon.State;

/// <summary>The daemon's state directory: a folder for each kind of object.</summary>
public sealed class StateStore(IStateDisk disk, string directory)
{
    public StateFolder<NetworkRecord> Networks { get; } =
        new(disk, Path.Combine(directory, "networks"), StateJson.Default.StateDocumentNetworkRecord);

    public StateFolder<EndpointRecord> Endpoints { get; } =
        new(disk, Path.Combine(directory, "endpoints"), StateJson.Default.StateDocumentEndpointRecord);

    public StateFolder<ForwardRecord> Forwards { get; } =
        new(disk, Path.Combine(directory, "forwards"), StateJson.Default.StateDocumentForwardRecord);

    public StateFolder<PoolRecord> Pools { get; } =
        new(disk, Path.Combine(directory, "pools"), StateJson.Default.StateDocumentPoolRecord);

    public StateFolder<ZoneRecord> Zones { get; } =
        new(disk, Path.Combine(directory, "zones"), StateJson.Default.StateDocumentZoneRecord);

    /// <summary>Reads everything that is there.</summary>
    public StateContent Load()
    {
        disk.Prepare(directory);
        List<string> complaints = [];
        return new StateContent(
            Networks.Load(complaints), Endpoints.Load(complaints), Forwards.Load(complaints), Pools.Load(complaints), Zones.Load(complaints),
            complaints);
    }
}
