using System.Collections.Generic;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>Ports of the gateway that lead to unix sockets of the host, each for one container. Loop thread only.</summary>
internal sealed class GatewayPorts
{
    private readonly Dictionary<(IpAddress Container, ushort Port), string> _paths = [];

    public bool IsEmpty => _paths.Count == 0;

    /// <summary>False: the container's port leads to a socket already.</summary>
    public bool TryAdd(IpAddress container, ushort port, string path) => _paths.TryAdd((container, port), path);

    public void Remove(IpAddress container, ushort port) => _ = _paths.Remove((container, port));

    public string? Find(IpAddress container, ushort port) => _paths.GetValueOrDefault((container, port));
}
