using System.Collections.Generic;
using System.Collections.Immutable;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>Ports of the gateway that lead to unix sockets of the host, each for one container. One thread changes them, any thread asks.</summary>
internal sealed class GatewayPorts
{
    private ImmutableDictionary<(IpAddress Container, ushort Port), string> _paths = ImmutableDictionary<(IpAddress Container, ushort Port), string>.Empty;

    public bool IsEmpty => _paths.IsEmpty;

    /// <summary>False: the container's port leads to a socket already.</summary>
    public bool TryAdd(IpAddress container, ushort port, string path)
    {
        if (_paths.ContainsKey((container, port)))
        {
            return false;
        }

        _paths = _paths.Add((container, port), path);
        return true;
    }

    public void Remove(IpAddress container, ushort port) => _paths = _paths.Remove((container, port));

    public string? Find(IpAddress container, ushort port) => _paths.GetValueOrDefault((container, port));
}
