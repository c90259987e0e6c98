using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Networks;

/// <summary>Endpoints: made, joined to a sandbox, left, removed.</summary>
public sealed partial class NetworkManager
{
    public Task<IReadOnlyList<EndpointInfo>> EndpointsAsync() => AloneAsync<IReadOnlyList<EndpointInfo>>(() =>
    [
        .. from network in _networks.Values
           from endpoint in network.Endpoints.Values
           orderby network.Record.Name, endpoint.Record.Name
           select InfoOf(network, endpoint),
    ]);

    /// <summary>Makes an endpoint without an interface. The same one again is answered as it is.</summary>
    public Task<Answer<EndpointRecord>> CreateEndpointAsync(EndpointRecord record) => AloneAsync(() => CreateAlone(record));

    /// <summary>Makes an endpoint's interface for <paramref name="sandbox"/>. It begins to carry frames as soon as somebody brings it up.</summary>
    public Task<Answer<EndpointRecord>> JoinAsync(string networkId, string endpointId, string sandbox) => AloneAsync<Answer<EndpointRecord>>(async () =>
    {
        if (!Find(networkId, endpointId).TryGet(out Tuple<NetworkEntry, EndpointEntry>? found, out Refusal? refusal))
        {
            return refusal;
        }

        (NetworkEntry network, EndpointEntry endpoint) = found;
        if (endpoint.IsAttached && endpoint.Record.Sandbox == sandbox)
        {
            return endpoint.Record;
        }

        await DetachAsync(network, endpoint).ConfigureAwait(false);
        if (await AttachAsync(network, endpoint, AttachKind.New).ConfigureAwait(false) is { } failed)
        {
            return failed;
        }

        EndpointRecord joined = endpoint.Record with { Sandbox = sandbox, HasLeft = false };
        if (TryKeep(() => _store.Endpoints.Save(joined.Id, joined)) is { } notKept)
        {
            await DetachAsync(network, endpoint).ConfigureAwait(false);
            _fabric.RemoveInterface(joined.Interface);
            return notKept;
        }

        endpoint.Record = joined;
        Events.Publish("endpoint", "join", joined.Id, joined.Name, sandbox);
        await PublishWaitingAsync(network, endpoint).ConfigureAwait(false);
        return joined;
    });

    /// <summary>
    /// Takes the ports from an endpoint. Its interface stays until it is removed, because dockerd brings it back first. Null also when it is not
    /// there.
    /// </summary>
    public Task<Refusal?> LeaveAsync(string networkId, string endpointId) => AloneAsync(async () =>
    {
        if (Find(networkId, endpointId).Value is not { } found)
        {
            return null;
        }

        (NetworkEntry network, EndpointEntry endpoint) = found;
        EndpointRecord left = endpoint.Record with { Sandbox = null, HasLeft = true };
        if (TryKeep(() => _store.Endpoints.Save(left.Id, left)) is { } notKept)
        {
            return notKept;
        }

        endpoint.Record = left;
        await ClosePortsAsync(network, endpoint).ConfigureAwait(false);
        Events.Publish("endpoint", "leave", left.Id, left.Name);
        return null;
    });

    /// <summary>Null also when it is not there.</summary>
    public Task<Refusal?> RemoveEndpointAsync(string networkId, string endpointId) => AloneAsync(async () =>
        Find(networkId, endpointId).Value is var (network, endpoint)
            ? await RemoveAloneAsync(network, endpoint).ConfigureAwait(false)
            : null);

    /// <summary>Removes the endpoint that a person names.</summary>
    public Task<Refusal?> RemoveEndpointAsync(string text) => AloneAsync(async () =>
        FindEndpoint(text).TryGet(out Tuple<NetworkEntry, EndpointEntry>? found, out Refusal? refusal)
            ? found.Item2.Record.Origin == Origin.Docker
                ? Refusal.Conflict($"The endpoint {found.Item2.Record.Name} is dockerd's: use 'docker network disconnect' or 'docker rm'.")
                : await RemoveAloneAsync(found.Item1, found.Item2).ConfigureAwait(false)
            : refusal);

    /// <summary>Gives an endpoint the name it is known by; ports that wait for that name are published. False: it is not there, or the name is taken.</summary>
    public Task<bool> RenameAsync(string endpointId, string name, ImmutableArray<string> aliases) => AloneAsync(async () =>
    {
        NetworkEntry? network = _networks.Values.FirstOrDefault(one => one.Endpoints.ContainsKey(endpointId));
        if (network is null || !StateNames.IsValid(name)
            || network.Endpoints.Values.Any(one => one.Record.Name == name && one.Record.Id != endpointId))
        {
            return false;
        }

        EndpointEntry endpoint = network.Endpoints[endpointId];
        EndpointRecord renamed = endpoint.Record with { Name = name, Aliases = aliases };
        if (TryKeep(() => _store.Endpoints.Save(renamed.Id, renamed)) is not null)
        {
            return false;
        }

        endpoint.Record = renamed;
        RenameForwards(renamed);
        if (endpoint.IsAttached && network.Runtime is { } runtime)
        {
            await runtime.RenameAsync(endpointId, name, aliases).ConfigureAwait(false);
            await PublishWaitingAsync(network, endpoint).ConfigureAwait(false);
        }

        return true;
    });

    /// <summary>docker's habit, so that an address always comes with the same MAC and caches of neighbours stay right.</summary>
    public static MacAddress MacOf(IpAddress address) => new(0x0242_0000_0000UL | address.V4);

    private static EndpointInfo InfoOf(NetworkEntry network, EndpointEntry endpoint) => new(
        endpoint.Record.Name,
        endpoint.Record.InterfaceInside ?? endpoint.Record.Interface,
        endpoint.Record.Address,
        network.Record.Subnet,
        network.Record.Gateway,
        network.Record.Gateway,
        network.Record.Mtu,
        network.Record.HostAccess,
        endpoint.Record.Id,
        network.Record.Name,
        endpoint.Record.Mac,
        endpoint.IsAttached ? "attached" : "detached",
        endpoint.Record.AddressV6,
        network.Record.SubnetV6,
        network.Record.GatewayV6,
        network.Record.GatewayV6);

    private Answer<Tuple<NetworkEntry, EndpointEntry>> Find(string networkId, string endpointId)
    {
        if (!_networks.TryGetValue(networkId, out NetworkEntry? network))
        {
            return Refusal.NotFound($"NetKit does not know the network {ShortId(networkId)}: remove it and create it again.");
        }

        return network.Endpoints.TryGetValue(endpointId, out EndpointEntry? endpoint)
            ? Tuple.Create(network, endpoint)
            : Refusal.NotFound($"NetKit does not know the endpoint {ShortId(endpointId)} of the network {network.Record.Name}.");
    }

    /// <summary>By name, NETWORK/NAME, alias, address, or the beginning of the id.</summary>
    private Answer<Tuple<NetworkEntry, EndpointEntry>> FindEndpoint(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string name = text[(slash + 1)..];
        IEnumerable<Tuple<NetworkEntry, EndpointEntry>> all =
            from network in _networks.Values
            where slash < 0 || network.Record.Name == text[..slash]
            from endpoint in network.Endpoints.Values
            select Tuple.Create(network, endpoint);
        Tuple<NetworkEntry, EndpointEntry>[] named =
            [.. all.Where(one => one.Item2.Record.Name == name || IsAddressOf(one.Item2.Record, name))];
        return ChooseOne(
            named.Length > 0 ? named : [.. all.Where(one => one.Item2.Record.Aliases.Contains(name) || IsBeginning(one.Item2.Record.Id, name))],
            text,
            "endpoint",
            static one => $"{one.Item1.Record.Name}/{one.Item2.Record.Name}",
            "'netkit endpoints' lists them");
    }

    private static bool IsAddressOf(EndpointRecord endpoint, string text) => endpoint.Address == text
        || (endpoint.AddressV6 is { } v6 && IpAddress.TryParse(text, out IpAddress address) && Address(v6) == address);

    private Answer<EndpointRecord> CreateAlone(EndpointRecord record)
    {
        if (!_networks.TryGetValue(record.NetworkId, out NetworkEntry? network))
        {
            return Refusal.NotFound($"NetKit does not know the network {ShortId(record.NetworkId)}: remove it and create it again.");
        }

        if (record.AddressV6 is null && NetworkIpv6.Of(network.Record) is { } v6 && MacAddress.TryParse(record.Mac, out MacAddress mac))
        {
            record = record with { AddressV6 = v6.AddressOf(mac) };
        }

        if (network.Endpoints.TryGetValue(record.Id, out EndpointEntry? existing))
        {
            return existing.Record.Address == record.Address && existing.Record.AddressV6 == record.AddressV6
                ? existing.Record
                : Refusal.Conflict($"There is an endpoint {ShortId(record.Id)} already, with address {existing.Record.Address}.");
        }

        if (Check(network, record) is { } wrong)
        {
            return wrong;
        }

        if (TryKeep(() => _store.Endpoints.Save(record.Id, record)) is { } notKept)
        {
            return notKept;
        }

        network.Endpoints.Add(record.Id, new EndpointEntry(record));
        Events.Publish("endpoint", "create", record.Id, record.Name, record.Address);
        return record;
    }

    private static Refusal? Check(NetworkEntry network, EndpointRecord record)
    {
        if (!StateNames.IsValid(record.Id) || !StateNames.IsValid(record.Name))
        {
            return Refusal.Invalid("An endpoint's name is letters, digits, '-', '_' and '.', at most 128 of them.");
        }

        bool isInside = IpPrefix.TryParse(network.Record.Subnet, out IpPrefix subnet)
            && IpAddress.TryParse(record.Address, out IpAddress address) && subnet.Contains(address)
            && record.Address != network.Record.Gateway;
        if (!isInside)
        {
            return Refusal.Invalid($"'{record.Address}' is no address for an endpoint of {network.Record.Subnet}.");
        }

        if (NetworkIpv6.Check(network.Record, record) is { } wrong)
        {
            return wrong;
        }

        if (!MacAddress.TryParse(record.Mac, out MacAddress mac) || mac.IsMulticast || mac.Value == 0)
        {
            return Refusal.Invalid($"'{record.Mac}' is no MAC address of one interface.");
        }

        EndpointRecord? other = network.Endpoints.Values
            .Select(static one => one.Record)
            .FirstOrDefault(one => one.Address == record.Address || one.Mac == record.Mac || one.Name == record.Name
                || (one.AddressV6 is not null && one.AddressV6 == record.AddressV6));
        return other is null
            ? null
            : Refusal.Conflict($"The endpoint {other.Name} of {network.Record.Name} has the name, address or MAC already: {other.Address}, {other.Mac}.");
    }

    private async Task<Refusal?> AttachAsync(NetworkEntry network, EndpointEntry endpoint, AttachKind kind)
    {
        if (network.Runtime is not { } runtime)
        {
            return Refusal.Failed(network.Problem ?? $"The network {network.Record.Name} does not run.");
        }

        string? failure = await runtime.AttachAsync(endpoint.Record, kind).ConfigureAwait(false);
        endpoint.IsAttached = failure is null;
        endpoint.SandboxIdentity = endpoint.Record.Sandbox is { } sandbox ? _fabric.IdentityOf(sandbox) : null;
        return failure is null ? null : Refusal.Failed(failure);
    }

    private async Task DetachAsync(NetworkEntry network, EndpointEntry endpoint)
    {
        await ClosePortsAsync(network, endpoint).ConfigureAwait(false);
        if (endpoint.IsAttached && network.Runtime is { } runtime)
        {
            endpoint.IsAttached = false;
            await runtime.DetachAsync(endpoint.Record.Id).ConfigureAwait(false);
        }
    }

    private async Task ClosePortsAsync(NetworkEntry network, EndpointEntry endpoint)
    {
        foreach (ForwardEntry forward in _forwards.Values.Where(one => one.Record.EndpointId == endpoint.Record.Id).ToArray())
        {
            if (forward.Record.Origin == Origin.Docker)
            {
                _ = Forget(forward);
            }

            await CloseAsync(network, forward).ConfigureAwait(false);
        }
    }

    private async Task<Refusal?> RemoveAloneAsync(NetworkEntry network, EndpointEntry endpoint)
    {
        EndpointRecord record = endpoint.Record;
        if (record.Origin != Origin.Docker && endpoint.IsAttached)
        {
            // An interface in a sandbox is found by its record only.
            if (TryKeep(() => _store.Endpoints.Save(record.Id, record with { HasLeft = true })) is { } notNoted)
            {
                return notNoted;
            }

            await DetachAsync(network, endpoint).ConfigureAwait(false);
        }

        if (TryKeep(() => _store.Endpoints.Remove(record.Id)) is { } notKept)
        {
            return notKept;
        }

        _ = network.Endpoints.Remove(record.Id);
        await DetachAsync(network, endpoint).ConfigureAwait(false);
        _fabric.RemoveInterface(record.Interface);
        if (record.Origin != Origin.Docker && network.Record.PoolId is { } pool)
        {
            _ = Addresses.ReleaseAddress(pool, Address(record.Address));
            ReleaseV6(network, record.AddressV6);
        }

        Events.Publish("endpoint", "remove", record.Id, record.Name);
        return null;
    }

    /// <summary>
    /// Removes the endpoints whose namespaces are over: the interface in it keeps a namespace alive that nobody can reach any more. dockerd's endpoints
    /// are dockerd's to remove.
    /// </summary>
    public Task<bool> RemoveVanishedAsync() => AloneAsync(async () =>
    {
        Tuple<NetworkEntry, EndpointEntry>[] vanished =
        [
            .. from network in _networks.Values
               from endpoint in network.Endpoints.Values
               where endpoint.IsAttached && endpoint.Record.Origin != Origin.Docker
                   && endpoint.Record.Sandbox is { } sandbox && _fabric.IsOver(sandbox, endpoint.SandboxIdentity)
               select Tuple.Create(network, endpoint),
        ];
        foreach ((NetworkEntry network, EndpointEntry endpoint) in vanished)
        {
            Events.Publish("endpoint", "gone", endpoint.Record.Id, endpoint.Record.Name);
            LogOver(network.Record.Name, endpoint.Record.Name, endpoint.Record.Sandbox!);
            _ = await RemoveAloneAsync(network, endpoint).ConfigureAwait(false);
        }

        return vanished.Length > 0;
    });

    /// <summary>
    /// The interface has gone without anybody saying so. dockerd will still take leave of its endpoint; nobody would of another one.
    /// </summary>
    private Task<bool> OnGoneAsync(string networkId, string endpointId) => AloneAsync(async () =>
    {
        if (Find(networkId, endpointId).Value is not var (network, endpoint) || !endpoint.IsAttached)
        {
            return false;
        }

        EndpointRecord record = endpoint.Record;
        Events.Publish("endpoint", "gone", record.Id, record.Name);
        LogGone(network.Record.Name, record.Name);
        if (record.Origin == Origin.Docker)
        {
            await DetachAsync(network, endpoint).ConfigureAwait(false);
        }
        else
        {
            _ = await RemoveAloneAsync(network, endpoint).ConfigureAwait(false);
        }

        return true;
    });
}
