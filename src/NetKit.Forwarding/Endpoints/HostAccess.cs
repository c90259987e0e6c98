using System.Collections.Immutable;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>
/// Where on the host a destination of the container leads. Addresses of the node itself lead to the host's loopback if that is
/// allowed, and nowhere otherwise; every other address leads to itself.
/// </summary>
/// <remarks>All loops of a network ask the same one. The first alone changes it, and each change replaces a value that never changes itself.</remarks>
internal sealed class HostAccess(NetworkSettings settings)
{
    private readonly GatewayPorts _ports = new();

    /// <summary>Networks that are not reached through the host: NetKit's other ones, which the host may have a way into.</summary>
    public ImmutableArray<IpPrefix> Closed { get; set; } = [];

    /// <summary>Addresses of containers and each one's of the other family, where many are on the network and have both.</summary>
    public ImmutableDictionary<IpAddress, IpAddress> Twins { get; set; } = ImmutableDictionary<IpAddress, IpAddress>.Empty;

    /// <summary>The host's unix socket that a connection of a container leads to; null: another place is meant.</summary>
    public string? SocketAt(SocketEndpoint destination, IpAddress container) =>
        !_ports.IsEmpty && destination.Address == settings.GatewayOf(destination.Address.IsV4)
            ? _ports.Find(OwnerOf(container), destination.Port)
            : null;

    /// <summary>Lets a port of the gateway lead to a unix socket of the host, for that container only. False: it leads to one already.</summary>
    public bool TryAddSocket(SocketEndpoint container, string path) => _ports.TryAdd(OwnerOf(container.Address), container.Port, path);

    /// <summary>The same port of the gateway.</summary>
    public SocketEndpoint GatewayPortOf(SocketEndpoint container) => container with { Address = settings.Gateway };

    public void RemoveSocket(SocketEndpoint container) => _ports.Remove(OwnerOf(container.Address), container.Port);

    public bool IsOfNode(IpAddress address) => address.IsV4
        ? address == settings.Gateway || address == settings.Dns
        : settings.IsNodeV6(address);

    /// <summary>False: the network is closed towards that address. The node's own addresses are no way out.</summary>
    public bool MayLeave(IpAddress destination)
    {
        foreach (IpPrefix closed in Closed)
        {
            if (closed.Contains(destination))
            {
                return IsOfNode(destination);
            }
        }

        return !settings.IsInternal || IsOfNode(destination);
    }

    /// <summary>The address is the one that the host itself has on the network, where it has an interface there.</summary>
    public bool IsGateway(IpAddress address) => address == settings.GatewayOf(address.IsV4);

    /// <summary>False: the host's loopback is meant, and closed.</summary>
    public bool TryMap(SocketEndpoint destination, out SocketEndpoint host)
    {
        host = destination;
        if (!IsOfNode(destination.Address))
        {
            return true;
        }

        bool isV4 = destination.Address.IsV4;
        host = new SocketEndpoint(isV4 ? IpAddress.LoopbackV4 : IpAddress.LoopbackV6, destination.Port);
        return settings.HostLoopback && destination.Address == settings.GatewayOf(isV4);
    }

    /// <summary>The host's other loopback, for a service that listens on that one only; null: another place is meant.</summary>
    public static SocketEndpoint? OtherLoopback(SocketEndpoint host) => host.Address switch
    {
        { IsLoopback: false } => null,
        { IsV4: true } => host with { Address = IpAddress.LoopbackV6 },
        _ => host with { Address = IpAddress.LoopbackV4 },
    };

    /// <summary>The container's address of the other family; null: it has none, or is not known to be the same container's.</summary>
    public IpAddress? TwinOf(IpAddress container)
    {
        if (settings.IsShared)
        {
            return Twins.TryGetValue(container, out IpAddress twin) ? twin : null;
        }

        bool isDual = settings is { PrefixV6: not null, AddressV6: not null };
        return !isDual ? null
            : container == settings.Address ? settings.AddressV6
            : container == settings.AddressV6 ? settings.Address
            : null;
    }

    /// <summary>True: the container may not have the addresses that it is known by.</summary>
    public bool IsUnsure => !settings.IsConfigured;

    /// <summary>The address that the container sees for one of the host's network: the gateway stands for the host's loopback.</summary>
    public IpAddress Shown(IpAddress host) => host.IsLoopback ? settings.GatewayOf(host.IsV4) : host;

    /// <summary>
    /// The address that the container sees for a client of a published port. Its own, so that logs and access rules make sense, unless
    /// an answer to that address would not come back here, or the container speaks the other family.
    /// </summary>
    /// <param name="peer">The client.</param>
    /// <param name="local">The host's address that it connected to: equal to the client's for one on the host itself.</param>
    /// <param name="container">Where the port leads.</param>
    public IpAddress ShownClient(IpAddress peer, IpAddress local, IpAddress container) =>
        peer.IsV4 != container.IsV4 || peer.IsLoopback || peer == local || IsOfNetwork(peer) ? settings.GatewayOf(container.IsV4) : peer;

    // A link-local address means a host of another link here.
    private bool IsOfNetwork(IpAddress address) =>
        settings.Subnet.Contains(address) || settings.PrefixV6?.Contains(address) == true || address.IsLinkLocalV6;

    // A network of one container is its alone, whatever address it has given itself. On others the IPv4 address stands for the container.
    private IpAddress OwnerOf(IpAddress container) => !settings.IsShared ? default
        : container.IsV4 ? container
        : Twins.GetValueOrDefault(container, container);
}
