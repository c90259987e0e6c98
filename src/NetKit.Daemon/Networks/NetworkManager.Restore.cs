using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Daemon.State;

namespace NetKit.Daemon.Networks;

/// <summary>The start: everything that was acknowledged comes back.</summary>
public sealed partial class NetworkManager
{
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Starts the networks of the state directory, takes up the interfaces that are still there, opens their ports, and sweeps away what
    /// nobody knows.
    /// </summary>
    public Task<bool> RestoreAsync() => AloneAsync(async () =>
    {
        StateContent content = _store.Load();
        foreach (string complaint in content.Complaints)
        {
            LogComplaint(complaint);
        }

        Addresses.Restore(content.Pools);
        foreach (ZoneRecord zone in content.Zones)
        {
            _zones[zone.Domain] = zone;
        }

        foreach (NetworkRecord record in content.Networks)
        {
            await RestoreAsync(record).ConfigureAwait(false);
        }

        await IsolateAsync().ConfigureAwait(false);
        foreach (ForwardRecord record in content.Forwards)
        {
            _forwards[record.Id] = new ForwardEntry(record);
        }

        foreach (EndpointRecord record in content.Endpoints)
        {
            await RestoreAsync(record).ConfigureAwait(false);
        }

        DropForwards();
        GiveBackForgotten();
        foreach (string pool in Addresses.ReleaseUnused(_networks.Values.SelectMany(static one => PoolsOf(one.Record)).ToHashSet()))
        {
            LogUnusedPool(pool);
        }

        HashSet<string> known = [.. _networks.Values.SelectMany(static one => one.Endpoints.Values.Select(static two => two.Record.Interface))];
        foreach (string name in _fabric.RemoveStray(known))
        {
            LogStray(name);
        }

        int endpoints = known.Count;
        LogRestored(_networks.Count, endpoints, _forwards.Count);
        return true;
    });

    private async Task RestoreAsync(NetworkRecord record)
    {
        NetworkEntry network = new(record);
        _networks[record.Id] = network;
        Answer<INetworkRuntime> started = await _fabric.StartAsync(record).ConfigureAwait(false);
        if (started.TryGet(out INetworkRuntime? runtime, out Refusal? refusal))
        {
            Adopt(network, runtime);
            return;
        }

        network.Problem = refusal.Sentence;
        LogNotStarted(record.Name, refusal.Sentence);
    }

    private async Task RestoreAsync(EndpointRecord record)
    {
        if (!_networks.TryGetValue(record.NetworkId, out NetworkEntry? network))
        {
            _ = TryKeep(() => _store.Endpoints.Remove(record.Id));
            return;
        }

        EndpointEntry endpoint = new(record);
        network.Endpoints[record.Id] = endpoint;
        if (record.Sandbox is null && record.Origin == Origin.Docker)
        {
            // dockerd has made it and not joined it yet; or has left it, and may have removed it while nobody listened.
            if (record.HasLeft)
            {
                LogDropped(network.Record.Name, record.Name, "its container had left it.");
                _ = await RemoveAloneAsync(network, endpoint).ConfigureAwait(false);
            }

            return;
        }

        if (network.Runtime is null)
        {
            return;
        }

        if (record.HasLeft)
        {
            LogDropped(network.Record.Name, record.Name, "it was being made, or removed.");
            _ = await AttachAsync(network, endpoint, AttachKind.Existing).ConfigureAwait(false);
            _ = await RemoveAloneAsync(network, endpoint).ConfigureAwait(false);
            return;
        }

        if (await AttachAsync(network, endpoint, AttachKind.Existing).ConfigureAwait(false) is { } gone)
        {
            LogDropped(network.Record.Name, record.Name, gone.Sentence);
            _ = await RemoveAloneAsync(network, endpoint).ConfigureAwait(false);
            return;
        }

        await PublishWaitingAsync(network, endpoint).ConfigureAwait(false);
    }

    /// <summary>
    /// dockerd orders its ports anew with every endpoint; those of one that is gone are nobody's. A socket that nobody listens on now is what the daemon
    /// before, which was killed, has left.
    /// </summary>
    private void DropForwards()
    {
        foreach (ForwardEntry forward in _forwards.Values.ToArray())
        {
            NetworkEntry? network = _networks.GetValueOrDefault(forward.Record.NetworkId);
            bool isDead = forward.Record.Origin == Origin.Docker && network?.Endpoints.ContainsKey(forward.Record.EndpointId) != true;
            if (forward.RuntimeId is null && IsFile(forward.Record))
            {
                _fabric.RemoveStaleSocket(forward.Record.HostPath!);
            }

            if (network is null || isDead)
            {
                _ = Forget(forward);
            }
        }
    }

    /// <summary>Frees addresses that dockerd asked for and never used: the answer, or the return, got lost with a connection.</summary>
    public Task<bool> GiveBackForgottenAsync() => AloneAsync(() =>
    {
        GiveBackForgotten();
        return true;
    });

    private void GiveBackForgotten()
    {
        foreach (NetworkEntry network in _networks.Values)
        {
            HashSet<string> used =
            [
                .. network.Endpoints.Values.SelectMany(static one => (string?[])[one.Record.Address, one.Record.AddressV6]).OfType<string>(),
                network.Record.Gateway,
                .. network.Record.Reserved,
            ];
            foreach (string pool in PoolsOf(network.Record))
            {
                foreach (string forgotten in Addresses.GiveBackForgotten(pool, used, ForgottenAfter))
                {
                    LogForgotten(network.Record.Name, forgotten);
                }
            }
        }
    }
}
