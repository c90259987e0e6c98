using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// Chooses the source address that the container sees for a peer of a published port: the peer's own where the container's
/// answer would come back through NetKit, the gateway's for the host's own programs and for peers of a family that the container
/// does not speak.
/// </summary>
/// <param name="peer">The peer.</param>
/// <param name="local">The host's address it spoke to. Equal to the peer for a program of this host that used one of the host's
/// addresses.</param> <returns>An address of the container's family.</returns>
public delegate IpAddress ShownPeer(IpAddress peer, IpAddress local);
