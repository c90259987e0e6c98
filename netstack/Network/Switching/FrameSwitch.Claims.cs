using System.Collections.Generic;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>
/// Addresses that endpoints take by using them. A virtual machine may have been given one by hand, and most systems make IPv6 addresses that nobody can
/// foresee (RFC 7217, RFC 8981). Whoever comes first has an address, until its port is gone; from then on it is as safe as any other.
/// </summary>
public sealed partial class FrameSwitch
{
    /// <summary>True: a port, or the node, has the address.</summary>
    public bool IsTaken(IpAddress address) => IsOfNode(address) || _byAddress.ContainsKey(address);

    // True: it is the endpoint's from now on, or was before.
    private bool TryClaim(SwitchPort endpoint, IpAddress address)
    {
        int limit = endpoint.Options.Claims;
        if (limit == 0)
        {
            return false;
        }

        if (_byAddress.TryGetValue(address, out SwitchPort? owner))
        {
            return owner == endpoint;
        }

        if (IsOfNode(address) || !IsOfNetworks(address))
        {
            return false;
        }

        Queue<IpAddress> taken = endpoint.Taken;
        if (taken.Count == limit)
        {
            _ = _byAddress.Remove(taken.Dequeue());
        }

        taken.Enqueue(address);
        _byAddress.Add(address, endpoint);
        return true;
    }

    // An address of a host, that is: neither the network's own nor its broadcast address.
    private bool IsOfNetworks(IpAddress address)
    {
        foreach (IpPrefix network in _options.Networks)
        {
            if (network.Contains(address))
            {
                return address != network.Address && !(address.IsV4 && address == network.BroadcastV4);
            }
        }

        return false;
    }
}
