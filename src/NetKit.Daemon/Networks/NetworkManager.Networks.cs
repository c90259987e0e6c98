using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Daemon.State;
using NetKit.Forwarding.Endpoints;
using NetKit.Links.Host;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Networks;

/// <summary>Networks: made, listed, removed.</summary>
public sealed partial class NetworkManager
{
    private const int SmallestMtu = 576;        // RFC 791 §3.1
    private const int LargestMtu = 65535;

    public Task<IReadOnlyList<NetworkInfo>> NetworksAsync() => AloneAsync<IReadOnlyList<NetworkInfo>>(
        () => [.. _networks.Values.Select(InfoOf).OrderBy(static one => one.Name, System.StringComparer.Ordinal)]);

    public Task<Answer<NetworkInfo>> NetworkAsync(string nameOrId) => AloneAsync<Answer<NetworkInfo>>(
        () => FindNetwork(nameOrId).TryGet(out NetworkEntry? network, out Refusal? refusal) ? InfoOf(network) : refusal);

    /// <summary>Starts a network and keeps it. The same one again is no mistake: it is answered as it is.</summary>
    public Task<Answer<NetworkInfo>> CreateNetworkAsync(NetworkRecord record) => AloneAsync(() => CreateAloneAsync(record));

    /// <summary>Removes a network without endpoints; with <paramref name="force"/> its endpoints go first.</summary>
    /// <returns>Null, or why not.</returns>
    public Task<Refusal?> RemoveNetworkAsync(string nameOrId, bool force) => AloneAsync(async () =>
    {
        if (!FindNetwork(nameOrId).TryGet(out NetworkEntry? network, out Refusal? refusal))
        {
            return refusal;
        }

        if (network.Endpoints.Count > 0 && !force)
        {
            return Refusal.Conflict($"The network {network.Record.Name} has {network.Endpoints.Count} endpoints: remove them first.");
        }

        foreach (EndpointEntry endpoint in network.Endpoints.Values.ToArray())
        {
            refusal = await RemoveAloneAsync(network, endpoint).ConfigureAwait(false);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return await RemoveAloneAsync(network).ConfigureAwait(false);
    });

    /// <summary>Gives a network the name it is known by. False: it is not there, or another one has the name.</summary>
    public Task<bool> RenameNetworkAsync(string id, string name) => AloneAsync(() =>
    {
        if (!_networks.TryGetValue(id, out NetworkEntry? network) || network.Record.Name == name || !StateNames.IsValid(name)
            || _networks.Values.Any(one => one.Record.Name == name))
        {
            return false;
        }

        NetworkRecord renamed = network.Record with { Name = name };
        bool kept = TryKeep(() => _store.Networks.Save(id, renamed)) is null;
        network.Record = kept ? renamed : network.Record;
        return kept;
    });

    private static NetworkInfo InfoOf(NetworkEntry network)
    {
        NetworkRecord record = network.Record;
        return new NetworkInfo(
            record.Id,
            record.Name,
            OriginName(record.Origin),
            record.Subnet,
            record.Gateway,
            record.Mtu,
            record.HostAccess,
            record.Internal,
            record.Domain,
            network.Runtime?.HostInterface,
            network.Runtime is null ? "failed" : "running",
            network.Problem ?? network.Runtime?.Notice,
            record.CreatedAt,
            network.Endpoints.Count,
            record.SubnetV6,
            record.GatewayV6);
    }

    private static string OriginName(Origin origin) => origin switch
    {
        Origin.Docker => "docker",
        Origin.Configuration => "configuration",
        _ => "user",
    };

    private async Task<Answer<NetworkInfo>> CreateAloneAsync(NetworkRecord record)
    {
        if (_networks.TryGetValue(record.Id, out NetworkEntry? existing))
        {
            return (existing.Record.Subnet, existing.Record.Gateway, existing.Record.SubnetV6, existing.Record.GatewayV6)
                == (record.Subnet, record.Gateway, record.SubnetV6, record.GatewayV6)
                ? InfoOf(existing)
                : Refusal.Conflict($"There is a network {ShortId(record.Id)} already, with subnet {existing.Record.Subnet}.");
        }

        if (Check(record) is { } wrong)
        {
            return wrong;
        }

        Answer<INetworkRuntime> started = await _fabric.StartAsync(record).ConfigureAwait(false);
        if (!started.TryGet(out INetworkRuntime? runtime, out Refusal? refusal))
        {
            return refusal;
        }

        if (TryKeep(() => _store.Networks.Save(record.Id, record)) is { } notKept)
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            return notKept;
        }

        NetworkEntry network = new(record);
        _networks.Add(record.Id, network);
        Adopt(network, runtime);
        await IsolateAsync().ConfigureAwait(false);
        Events.Publish("network", "create", record.Id, record.Name, record.Subnet);
        LogCreated(record.Name, record.Subnet);
        return InfoOf(network);
    }

    private Refusal? Check(NetworkRecord record)
    {
        if (!StateNames.IsValid(record.Id) || !StateNames.IsValid(record.Name))
        {
            return Refusal.Invalid("A network's name is letters, digits, '-', '_' and '.', at most 128 of them.");
        }

        if (!IpPrefix.TryParse(record.Subnet, out IpPrefix subnet) || !subnet.Address.IsV4 || subnet.Length is < 8 or > 30)
        {
            return Refusal.Invalid($"'{record.Subnet}' is no IPv4 subnet from /8 to /30: write e.g. 172.30.0.0/16.");
        }

        if (!IpAddress.TryParse(record.Gateway, out IpAddress gateway) || !subnet.Contains(gateway)
            || gateway == subnet.Address || gateway == subnet.BroadcastV4)
        {
            return Refusal.Invalid($"The gateway '{record.Gateway}' is no address of {subnet}.");
        }

        if (record.Loops is < 1 or > NetworkSettings.MostLoops)
        {
            return Refusal.Invalid($"A network has from 1 to {NetworkSettings.MostLoops} loops, and not {record.Loops}.");
        }

        if (record.Mtu is < SmallestMtu or > LargestMtu)
        {
            return Refusal.Invalid($"An MTU is from {SmallestMtu} to {LargestMtu} octets, and {record.Mtu} is not.");
        }

        if (NetworkIpv6.Check(record) is { } wrong)
        {
            return wrong;
        }

        NetworkEntry? other = _networks.Values.FirstOrDefault(one => one.Record.Name == record.Name);
        if (other is not null)
        {
            return Refusal.Conflict($"There is a network {record.Name} already: choose another name.");
        }

        foreach (IpPrefix wanted in SubnetsOf(record))
        {
            foreach (NetworkEntry one in _networks.Values)
            {
                if (SubnetsOf(one.Record).Any(taken => RouteConflicts.Overlap(taken, wanted)))
                {
                    return Refusal.Conflict($"The subnet {wanted} overlaps with one of the network {one.Record.Name}: choose another.");
                }
            }
        }

        return null;
    }

    private static ImmutableArray<IpPrefix> SubnetsOf(NetworkRecord record)
    {
        ImmutableArray<IpPrefix> v4 = IpPrefix.TryParse(record.Subnet, out IpPrefix subnet) ? [subnet] : [];
        return NetworkIpv6.Of(record) is { } v6 ? v4.Add(v6.Subnet) : v4;
    }

    private void Adopt(NetworkEntry network, INetworkRuntime runtime)
    {
        network.Runtime = runtime;
        network.Problem = null;
        runtime.EndpointGone += id => _ = Task.Run(() => OnGoneAsync(network.Record.Id, id));
        if (runtime.Notice is { } notice)
        {
            LogNotice(network.Record.Name, notice);
        }
    }

    /// <summary>Tells every network which subnets are the others', and which names are everybody's.</summary>
    private async Task IsolateAsync()
    {
        foreach (NetworkEntry network in _networks.Values)
        {
            if (network.Runtime is { } runtime)
            {
                ImmutableArray<IpPrefix> others =
                [
                    .. from other in _networks.Values
                       where other != network
                       from subnet in SubnetsOf(other.Record)
                       select subnet,
                ];
                await runtime.CloseAsync(others).ConfigureAwait(false);
                await runtime.SetNamesAsync(AddedNames()).ConfigureAwait(false);
            }
        }
    }

    private async Task<Refusal?> RemoveAloneAsync(NetworkEntry network)
    {
        NetworkRecord record = network.Record;
        if (TryKeep(() => _store.Networks.Remove(record.Id)) is { } notKept)
        {
            return notKept;
        }

        _ = _networks.Remove(record.Id);
        foreach (ForwardEntry forward in _forwards.Values.Where(one => one.Record.NetworkId == record.Id).ToArray())
        {
            _ = Forget(forward);
        }

        if (network.Runtime is { } runtime)
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
        }

        await IsolateAsync().ConfigureAwait(false);

        // dockerd gives its pools back itself.
        if (record.Origin != Origin.Docker)
        {
            ReleasePools(record.PoolId, record.PoolIdV6);
        }

        Events.Publish("network", "remove", record.Id, record.Name);
        LogRemoved(record.Name);
        return null;
    }
}
