using NetKit.Interop;

namespace NetKit.Forwarding.Endpoints;

/// <summary>A port of the host that leads to a port of a container.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Host">What is bound; port 0 lets the system choose.</param>
/// <param name="Container">Where it leads. With <see cref="IsOutward"/> the port is the gateway's.</param>
public sealed record PortForward(ForwardProtocol Protocol, SocketEndpoint Host, SocketEndpoint Container)
{
    /// <summary>A unix stream socket of the host in place of <see cref="Host"/>, by an absolute path; null: an address and a port. TCP only.</summary>
    public string? SocketPath { get; init; }

    /// <summary>
    /// The other direction: what the container connects to is a port of the gateway, which leads to <see cref="SocketPath"/>. Other containers of the
    /// network do not have it.
    /// </summary>
    public bool IsOutward { get; init; }
}
