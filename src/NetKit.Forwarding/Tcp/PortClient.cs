using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Tcp;

/// <summary>Somebody who connected to a published port.</summary>
/// <param name="Fd">The accepted socket, which is whose turn it is.</param>
/// <param name="Peer">Who connected.</param>
/// <param name="Local">Which of the host's addresses.</param>
/// <param name="Container">Where the port leads.</param>
/// <param name="Other">Where it leads when nobody answers there; null: nowhere.</param>
/// <param name="Path">The file of the accepted socket where it is a unix socket.</param>
internal readonly record struct PortClient(
    Fd Fd, SocketEndpoint Peer, IpAddress Local, SocketEndpoint Container, SocketEndpoint? Other, string? Path);
