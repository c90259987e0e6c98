using NetKit.Daemon.State;

namespace NetKit.Daemon.Networks;

/// <summary>A published port while the daemon runs.</summary>
internal sealed class ForwardEntry(ForwardRecord record)
{
    public ForwardRecord Record { get; set; } = record;

    /// <summary>The data plane's number of it; null: nobody listens.</summary>
    public int? RuntimeId { get; set; }

    /// <summary>Why nobody listens; null: there is no endpoint of that name now.</summary>
    public string? Problem { get; set; }
}
