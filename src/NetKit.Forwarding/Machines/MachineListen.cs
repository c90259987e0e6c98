using NetKit.Interop;

namespace NetKit.Forwarding.Machines;

/// <summary>A place where virtual machines are expected: one of the three is said.</summary>
/// <param name="Url">What a person calls it.</param>
/// <param name="Protocol">How frames come.</param>
public sealed record MachineListen(string Url, MachineProtocol Protocol)
{
    /// <summary>A unix socket to be made here, by an absolute path.</summary>
    public string? Path { get; init; }

    /// <summary>A TCP port of this host.</summary>
    public SocketEndpoint? Endpoint { get; init; }

    /// <summary>A connected socket, which becomes the network's. When its machine is gone there will be no other.</summary>
    public Fd? Connected { get; init; }
}
