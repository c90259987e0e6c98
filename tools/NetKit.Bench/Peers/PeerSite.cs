using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

/// <summary>A peer at work: who is where, and how they reach each other.</summary>
internal sealed class PeerSite : IDisposable
{
    /// <summary>Ports of the container that are published: for iperf3, and for the agent's echo server.</summary>
    public const int ContainerBulkPort = 5300;
    public const int ContainerEchoPort = 5301;

    private readonly Stack<IDisposable> _parts = [];
    private readonly List<Background> _processes = [];

    public required BenchLab Lab { get; init; }

    /// <summary>What to put before a command so that it runs in the container.</summary>
    public required IReadOnlyList<string> Enter { get; init; }

    /// <summary>The load generator in the container; it serves <see cref="ContainerEchoPort"/>.</summary>
    public required AgentProcess Agent { get; init; }

    /// <summary>By which address the container reaches the servers.</summary>
    public string ServerAddress { get; init; } = BenchLab.HostAddress;

    /// <summary>Where those servers are.</summary>
    public required NetworkNamespace ServerNamespace { get; init; }

    public required AgentProcess ServerAgent { get; init; }

    /// <summary>The container's own address, where the host can reach it.</summary>
    public string ContainerAddress { get; init; } = string.Empty;

    /// <summary>By which address the host reaches the container's ports.</summary>
    public string PublishedAddress { get; init; } = "127.0.0.1";

    /// <summary>The host's port for <see cref="ContainerBulkPort"/>; the next one is for <see cref="ContainerEchoPort"/>.</summary>
    public int PublishedBase { get; init; } = ContainerBulkPort;

    public int PublishedBulkPort => PublishedBase;

    public int PublishedEchoPort => PublishedBase + (ContainerEchoPort - ContainerBulkPort);

    /// <summary>Whom the container asks for names.</summary>
    public string? DnsAddress { get; init; }

    /// <summary>From the start of the peer's process to the first answer through it.</summary>
    public TimeSpan StartTime { get; set; }

    public bool HasProcess => _processes.Count > 0;

    public IEnumerable<int> ProcessIds => _processes.Select(static process => process.Id);

    /// <summary>Asks the peer's TCP what went wrong so far; null where it has none of its own, or does not tell.</summary>
    public Func<TcpCounts>? TcpCounts { get; set; }

    /// <summary>Gives another namespace an interface with an address on the container's network; null where there can be only one.</summary>
    public Action<NetworkNamespace, string>? Attach { get; set; }

    public ProcessUsage Usage => ProcessUsage.Of([.. ProcessIds]);

    /// <summary>Null as long as everything of the peer runs.</summary>
    public string? Death =>
        _processes.FirstOrDefault(static process => process.HasExited) is { } dead ? $"It ended at once and said: {dead.LastWords}" : null;

    /// <summary>Makes the site the owner of a part; the last one goes first.</summary>
    public void Keep(IDisposable part) => _parts.Push(part);

    /// <summary>Starts a process of the peer in the host's namespace.</summary>
    public void Launch(IReadOnlyList<string> command, string log) => Adopt(new Background([.. Lab.Host.Enter, .. command], log));

    /// <summary>Makes a process that runs already the peer's.</summary>
    public void Adopt(Background process)
    {
        _processes.Add(process);
        Keep(process);
    }

    public void Dispose()
    {
        while (_parts.TryPop(out IDisposable? part))
        {
            part.Dispose();
        }
    }
}
