using NetKit.Interop;

namespace NetKit.Forwarding.Udp;

/// <summary>A port of the host that leads to a port of the container.</summary>
/// <param name="Host">What to bind, IPv4 or IPv6; port 0 lets the system choose.</param>
/// <param name="Container">Where datagrams go.</param>
/// <param name="Shown">Chooses the source address that the container sees.</param>
internal sealed record UdpPublication(SocketEndpoint Host, SocketEndpoint Container, ShownPeer Shown);
