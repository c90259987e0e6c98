using NetKit.Interop;

namespace NetKit.Forwarding.Endpoints;

/// <summary>A port of the host that leads to a port of a container.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Host">What is bound; port 0 lets the system choose.</param>
/// <param name="Container">Where it leads.</param>
public sealed record PortForward(ForwardProtocol Protocol, SocketEndpoint Host, SocketEndpoint Container);
