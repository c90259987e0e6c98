using System;
using System.Collections.Generic;
using NetKit.Daemon.State;

namespace NetKit.Daemon.Networks;

/// <summary>A network while the daemon runs.</summary>
internal sealed class NetworkEntry(NetworkRecord record)
{
    public NetworkRecord Record { get; set; } = record;

    /// <summary>Null: it could not be started, and <see cref="Problem"/> says why.</summary>
    public INetworkRuntime? Runtime { get; set; }

    public string? Problem { get; set; }

    /// <summary>By id.</summary>
    public Dictionary<string, EndpointEntry> Endpoints { get; } = new(StringComparer.Ordinal);
}
