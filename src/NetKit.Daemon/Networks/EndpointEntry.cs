using NetKit.Daemon.State;

namespace NetKit.Daemon.Networks;

/// <summary>An endpoint while the daemon runs.</summary>
internal sealed class EndpointEntry(EndpointRecord record)
{
    public EndpointRecord Record { get; set; } = record;

    /// <summary>The data plane has its interface.</summary>
    public bool IsAttached { get; set; }

    /// <summary>Which namespace its sandbox was when it was attached; null: nobody could tell.</summary>
    public ulong? SandboxIdentity { get; set; }
}
