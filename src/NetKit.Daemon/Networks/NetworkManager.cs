using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.Control;
using NetKit.Daemon.Events;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Networks;

/// <summary>
/// All networks, endpoints and published ports of a daemon: in memory, in the data plane and on the disk. Any thread may call; changes happen
/// one after the other.
/// </summary>
/// <remarks>
/// What a call has answered is on the disk. Something new is made first and written then: a crash between the two leaves nothing but an interface,
/// which the next start sweeps away because no record names it. Something old is first erased and unmade then, for the same reason. Every call can be
/// made again: dockerd repeats a call whose answer was lost with a connection.
/// </remarks>
public sealed partial class NetworkManager : IAsyncDisposable, ICaptureTarget
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, NetworkEntry> _networks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, ForwardEntry> _forwards = [];
    private readonly StateStore _store;
    private readonly INetworkFabric _fabric;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;

    public NetworkManager(StateStore store, INetworkFabric fabric, EventHub events, TimeProvider clock, ILoggerFactory loggers)
    {
        _store = store;
        _fabric = fabric;
        _clock = clock;
        Events = events;
        Addresses = new AddressBook(store.Pools, fabric.ConflictOf, clock);
        _log = loggers.CreateLogger<NetworkManager>();
    }

    public EventHub Events { get; }

    public AddressBook Addresses { get; }

    /// <summary>Stops the data plane. State and the interfaces of containers stay for the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            foreach (NetworkEntry network in _networks.Values)
            {
                if (network.Runtime is { } runtime)
                {
                    network.Runtime = null;
                    await runtime.DisposeAsync().ConfigureAwait(false);
                }
            }

            _networks.Clear();
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    /// <summary>Runs one change, or one look that must not see half of a change.</summary>
    private async Task<T> AloneAsync<T>(Func<Task<T>> work)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    private async Task<T> AloneAsync<T>(Func<T> work)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            return work();
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    /// <summary>Null, or why the state is not on the disk.</summary>
    private static Refusal? TryKeep(Action save)
    {
        try
        {
            save();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refusal.Failed($"The state directory cannot be written ({exception.Message}): make room, or mend it.");
        }
    }

    private static string ShortId(string id) => id[..Math.Min(12, id.Length)];

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : default;

    private Answer<NetworkEntry> FindNetwork(string nameOrId)
    {
        if (_networks.TryGetValue(nameOrId, out NetworkEntry? exact))
        {
            return exact;
        }

        NetworkEntry? named = _networks.Values.FirstOrDefault(network => network.Record.Name == nameOrId);
        return named ?? ChooseOne(
            [.. _networks.Values.Where(network => IsBeginning(network.Record.Id, nameOrId))],
            nameOrId,
            "network",
            static network => network.Record.Name,
            "'netkit network ls' lists them");
    }

    private static bool IsBeginning(string id, string text) => text.Length >= 4 && id.StartsWith(text, StringComparison.Ordinal);

    private static Answer<T> ChooseOne<T>(T[] found, string text, string what, Func<T, string> name, string advice)
        where T : class => found.Length switch
        {
            1 => found[0],
            0 => Refusal.NotFound($"There is no {what} {text}: {advice}."),
            _ => Refusal.Conflict($"{text} can mean the {what}s {string.Join(", ", found.Select(name))}: say more of its name."),
        };
}
