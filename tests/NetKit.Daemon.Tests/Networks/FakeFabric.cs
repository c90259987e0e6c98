using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Tests.Networks;

/// <summary>A host without interfaces: it remembers which ones there would be.</summary>
internal sealed class FakeFabric : INetworkFabric
{
    /// <summary>The interfaces of the host's own namespace, by name; they outlive a daemon.</summary>
    public SortedSet<string> Interfaces { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The MACs of interfaces that are in sandboxes.</summary>
    public HashSet<string> Moved { get; init; } = [];

    /// <summary>Host ports that somebody else has.</summary>
    public HashSet<int> Busy { get; init; } = [];

    /// <summary>The files of unix sockets, which outlive a daemon.</summary>
    public HashSet<string> Sockets { get; init; } = [];

    public List<FakeNetwork> Running { get; } = [];

    /// <summary>A subnet that a route of the host leads to.</summary>
    public IpPrefix? Route { get; init; }

    /// <summary>The daemon was killed: what it would tidy up stays.</summary>
    public Func<bool> IsDead { get; init; } = static () => false;

    public Task<Answer<INetworkRuntime>> StartAsync(NetworkRecord network)
    {
        FakeNetwork runtime = new(this);
        Running.Add(runtime);
        return Task.FromResult(new Answer<INetworkRuntime>(runtime, null));
    }

    public string? ConflictOf(IpPrefix subnet) =>
        Route is { } route && (route.Contains(subnet.Address) || subnet.Contains(route.Address)) ? "a route" : null;

    /// <summary>The namespaces that are there, by path: a number that changes with each one made.</summary>
    public Dictionary<string, ulong> Sandboxes { get; init; } = new(StringComparer.Ordinal);

    public ulong? IdentityOf(string sandbox) => Sandboxes.TryGetValue(sandbox, out ulong identity) ? identity : null;

    public bool IsOver(string sandbox, ulong? identity) => IdentityOf(sandbox) is not { } now || (identity is { } before && before != now);

    public void RemoveInterface(string name) => _ = !IsDead() && Interfaces.Remove(name);

    public IReadOnlyList<string> RemoveStray(IReadOnlySet<string> keep)
    {
        string[] stray = [.. Interfaces.Where(name => !keep.Contains(name))];
        Interfaces.ExceptWith(stray);
        return stray;
    }

    public void RemoveStaleSocket(string path)
    {
        if (!Running.Any(one => one.ListensOn(path)))
        {
            _ = Sockets.Remove(path);
        }
    }

    /// <summary>dockerd moves an interface into a sandbox.</summary>
    public void Move(string name, string mac)
    {
        _ = Interfaces.Remove(name);
        _ = Moved.Add(mac);
    }

    /// <summary>What a kill leaves: the process's own things go, the kernel's stay.</summary>
    public FakeFabric AfterKill() =>
        new() { Interfaces = Interfaces, Moved = Moved, Busy = Busy, Sockets = Sockets, Sandboxes = Sandboxes };
}
