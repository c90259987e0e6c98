using System;
using System.Linq;
using NetKit.Forwarding.Loop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Networks;

/// <summary>What is taken and what is free, for whoever gives out places on the network. Loop thread only.</summary>
public sealed partial class NetworkHost
{
    internal EventLoop Loop => _loop;

    internal SwitchFabric Fabric => _fabric;

    /// <summary>True: neither an endpoint nor the node has the address.</summary>
    internal bool IsFree(IpAddress address) => !_fabric.Switch.IsTaken(address);

    /// <summary>True: no endpoint has the name.</summary>
    internal bool IsNameFree(string name) =>
        !_members.Values.Any(member => string.Equals(member.Options.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes an endpoint out whose link is known to be over.</summary>
    internal void Evict(FabricPort port)
    {
        _fabric.Remove(port);
        OnPortGone(port);
    }

    internal bool HasMac(MacAddress mac) => _members.Values.Any(member => member.Options.Mac == mac);
}
