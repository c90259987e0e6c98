using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>
/// Where on the host a destination of the container leads. Addresses of the node itself lead to the host's loopback if that is
/// allowed, and nowhere otherwise; every other address leads to itself.
/// </summary>
internal sealed class HostAccess(NetworkSettings settings)
{
    public bool IsOfNode(IpAddress address) => address == settings.Gateway || address == settings.Dns;

    /// <summary>False: the host's loopback is meant, and closed.</summary>
    public bool TryMap(SocketEndpoint destination, out SocketEndpoint host)
    {
        host = destination;
        if (!IsOfNode(destination.Address))
        {
            return true;
        }

        host = new SocketEndpoint(IpAddress.LoopbackV4, destination.Port);
        return settings.HostLoopback && destination.Address == settings.Gateway;
    }

    /// <summary>The address that the container sees for one of the host's network: the gateway stands for the host's loopback.</summary>
    public IpAddress Shown(IpAddress host) => host.IsLoopback ? settings.Gateway : host;

    /// <summary>
    /// The address that the container sees for a client of a published port. Its own, so that logs and access rules make sense, unless
    /// an answer to that address would not come back here.
    /// </summary>
    /// <param name="peer">The client.</param>
    /// <param name="local">The host's address that it connected to: equal to the client's for one on the host itself.</param>
    public IpAddress ShownClient(IpAddress peer, IpAddress local) =>
        !peer.IsV4 || peer.IsLoopback || peer == local || settings.Subnet.Contains(peer) ? settings.Gateway : peer;
}
