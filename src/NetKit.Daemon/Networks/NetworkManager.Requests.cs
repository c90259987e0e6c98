using System;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

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
        IpPrefix? subnet = null;
        if (request.Subnet is { } text)
        {
            if (!IpPrefix.TryParse(text, out IpPrefix parsed))
            {
                return Refusal.Invalid($"'{text}' is no subnet: write e.g. 172.30.0.0/16.");
            }

            subnet = parsed;
        }

        if (!Addresses.RequestPool(subnet, null, isOwn: true).TryGet(out AddressPool? pool, out Refusal? refusal))
        {
            return refusal;
        }

        IpAddress? gateway = request.Gateway is { } named && IpAddress.TryParse(named, out IpAddress address) ? address : null;
        bool isNonsense = request.Gateway is not null && gateway is null;
        Answer<AddressRecord> taken = isNonsense
            ? Refusal.Invalid($"The gateway '{request.Gateway}' is no IP address.")
            : Addresses.RequestAddress(pool.Id, gateway, gateway: true);
        if (!taken.TryGet(out AddressRecord? given, out refusal))
        {
            _ = Addresses.ReleasePool(pool.Id);
            return refusal;
        }

        string id = NewId();
        Answer<NetworkInfo> created = await CreateAloneAsync(new NetworkRecord
        {
            Id = id,
            Name = request.Name,
            Origin = origin,
            Subnet = pool.Subnet.ToString(),
            Gateway = given.Address,
            Mtu = request.Mtu,
            HostAccess = request.HostAccess,
            HostMulticast = request.HostMulticast,
            Internal = request.Internal,
            Domain = request.Domain ?? "netkit.internal",
            DnsServers = [.. request.DnsServers ?? []],
            HostInterface = request.HostInterface == NoHostInterface ? null : request.HostInterface ?? HostInterfaceName(id),
            PoolId = pool.Id,
            CreatedAt = _clock.GetUtcNow(),
        }).ConfigureAwait(false);
        if (created.Refusal is not null)
        {
            _ = Addresses.ReleasePool(pool.Id);
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

        IpAddress? wanted = request.Address is { } text && IpAddress.TryParse(text, out IpAddress address) ? address : null;
        if (request.Address is not null && wanted is null)
        {
            return Refusal.Invalid($"'{request.Address}' is no IP address.");
        }

        if (!Addresses.RequestAddress(pool, wanted, gateway: false).TryGet(out AddressRecord? given, out refusal))
        {
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
            Mac = MacOf(Address(given.Address)).ToString(),
            Interface = request.Interface,
            InterfaceInside = request.Interface,
            Sandbox = request.NetNs,
            HasLeft = true,
        });
        if (!created.TryGet(out EndpointRecord? record, out refusal))
        {
            _ = Addresses.ReleaseAddress(pool, Address(given.Address));
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
