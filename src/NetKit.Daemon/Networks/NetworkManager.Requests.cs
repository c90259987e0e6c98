using System;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Daemon.State;

namespace NetKit.Daemon.Networks;

/// <summary>What people ask for through the control API: fewer words than dockerd's, and the addresses are NetKit's to give.</summary>
public sealed partial class NetworkManager
{
    private const int IdOctets = 32;
    private const string NoHostInterface = "none";

    public Task<Answer<NetworkInfo>> CreateNetworkAsync(NetworkRequest request, Origin origin) =>
        AloneAsync(() => CreateAloneAsync(request, origin));

    /// <summary>Gives a namespace an interface on a network.</summary>
    public Task<Answer<EndpointInfo>> CreateEndpointAsync(EndpointRequest request) => AloneAsync(() => CreateAloneAsync(request));

    /// <summary>The name of the host's own interface on a network: short enough for the kernel, and known as NetKit's when it is left behind.</summary>
    public static string HostInterfaceName(string networkId) => string.Concat("nkh", networkId.AsSpan(0, Math.Min(10, networkId.Length)));

    private static string NewId() => RandomNumberGenerator.GetHexString(IdOctets * 2, lowercase: true);

    private async Task<Answer<NetworkInfo>> CreateAloneAsync(NetworkRequest request, Origin origin)
    {
        if (!TakeSubnet(request.Subnet, request.Gateway, isV6: false).TryGet(out SubnetChoice? v4, out Refusal? refusal))
        {
            return refusal;
        }

        SubnetChoice? v6 = null;
        if ((request.Ipv6 || request.SubnetV6 is not null || request.GatewayV6 is not null)
            && !TakeSubnet(request.SubnetV6, request.GatewayV6, isV6: true).TryGet(out v6, out refusal))
        {
            ReleasePools(v4.PoolId);
            return refusal;
        }

        string id = NewId();
        Answer<NetworkInfo> created = await CreateAloneAsync(new NetworkRecord
        {
            Id = id,
            Name = request.Name,
            Origin = origin,
            Subnet = v4.Subnet,
            Gateway = v4.Gateway,
            SubnetV6 = v6?.Subnet,
            GatewayV6 = v6?.Gateway,
            Mtu = request.Mtu,
            Loops = request.Loops,
            HostAccess = request.HostAccess,
            HostMulticast = request.HostMulticast,
            Internal = request.Internal,
            Domain = request.Domain ?? "netkit.internal",
            DnsServers = [.. request.DnsServers ?? []],
            HostInterface = request.HostInterface == NoHostInterface ? null : request.HostInterface ?? HostInterfaceName(id),
            PoolId = v4.PoolId,
            PoolIdV6 = v6?.PoolId,
            CreatedAt = _clock.GetUtcNow(),
        }).ConfigureAwait(false);
        if (created.Refusal is not null)
        {
            ReleasePools(v4.PoolId, v6?.PoolId);
        }

        return created;
    }

    private async Task<Answer<EndpointInfo>> CreateAloneAsync(EndpointRequest request)
    {
        if (!FindNetwork(request.Network).TryGet(out NetworkEntry? network, out Refusal? refusal))
        {
            return refusal;
        }

        if (network.Record is not { PoolId: { } pool })
        {
            return Refusal.Conflict($"dockerd hands out the addresses of {network.Record.Name}: use 'docker network connect'.");
        }

        if (!TakeAddress(pool, request.Address).TryGet(out AddressRecord? given, out refusal))
        {
            return refusal;
        }

        AddressRecord? givenV6 = null;
        if (network.Record.PoolIdV6 is { } poolV6 && !TakeAddress(poolV6, request.AddressV6).TryGet(out givenV6, out refusal))
        {
            _ = Addresses.ReleaseAddress(pool, Address(given.Address));
            return refusal;
        }

        string id = NewId();
        Answer<EndpointRecord> created = CreateAlone(new EndpointRecord
        {
            Id = id,
            NetworkId = network.Record.Id,
            Name = request.Name,
            Aliases = request.Aliases is null ? [] : request.Aliases.ToImmutableArray(),
            Origin = Origin.User,
            Address = given.Address,
            AddressV6 = givenV6?.Address ?? request.AddressV6,
            Mac = MacOf(Address(given.Address)).ToString(),
            Interface = request.Interface,
            InterfaceInside = request.Interface,
            Sandbox = request.NetNs,
            HasLeft = true,
        });
        if (!created.TryGet(out EndpointRecord? record, out refusal))
        {
            _ = Addresses.ReleaseAddress(pool, Address(given.Address));
            ReleaseV6(network, givenV6?.Address);
            return refusal;
        }

        return await EnterAsync(network, network.Endpoints[record.Id]).ConfigureAwait(false);
    }

    /// <summary>Makes an endpoint's interface in its sandbox, and says so on the disk; or takes the endpoint back.</summary>
    private async Task<Answer<EndpointInfo>> EnterAsync(NetworkEntry network, EndpointEntry endpoint)
    {
        EndpointRecord joined = endpoint.Record with { HasLeft = false };
        Refusal? refusal = await AttachAsync(network, endpoint, AttachKind.NewInside).ConfigureAwait(false)
            ?? TryKeep(() => _store.Endpoints.Save(joined.Id, joined));
        if (refusal is not null)
        {
            _ = await RemoveAloneAsync(network, endpoint).ConfigureAwait(false);
            return refusal;
        }

        endpoint.Record = joined;
        await PublishWaitingAsync(network, endpoint).ConfigureAwait(false);
        return InfoOf(network, endpoint);
    }
}
