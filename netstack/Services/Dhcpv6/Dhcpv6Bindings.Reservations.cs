using System;
using System.Collections.Generic;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>Addresses that are kept for interfaces. A client is known by where its message came from, whatever it calls itself.</summary>
internal sealed partial class Dhcpv6Bindings
{
    private readonly Dictionary<MacAddress, IpAddress> _reserved = [];

    /// <summary>Keeps an address for an interface; false: it cannot be given to a client, or is kept for another.</summary>
    public bool Reserve(MacAddress mac, IpAddress address)
    {
        foreach ((MacAddress owner, IpAddress kept) in _reserved)
        {
            if (kept == address && owner != mac)
            {
                return false;
            }
        }

        if (!_pool.IsHost(address))
        {
            return false;
        }

        _ = Unreserve(mac);
        _reserved.Add(mac, address);
        return true;
    }

    /// <summary>Ends a reservation, and the lease that came of it.</summary>
    public bool Unreserve(MacAddress mac)
    {
        if (!_reserved.Remove(mac, out IpAddress address))
        {
            return false;
        }

        if (_byAddress.Remove(address, out Dhcpv6Binding? binding))
        {
            Revision++;
            Forget(binding);
            _deadlines.Remove(binding);
            binding.Place.List?.Remove(binding.Place);
        }

        return true;
    }

    // An interface that comes with another identifier is the same machine anew; a second association of the same client gets nothing.
    private Dhcpv6Binding? TakeReserved(ReadOnlySpan<byte> key, IpAddress address)
    {
        Dhcpv6Binding binding = _byAddress.TryGetValue(address, out Dhcpv6Binding? known) ? known : Add(address);
        if (key.SequenceEqual(binding.Key))
        {
            return binding;
        }

        bool isOfSameClient = binding.IsHeld && key[sizeof(uint)..].SequenceEqual(binding.Key.AsSpan(sizeof(uint)));
        return isOfSameClient || binding.State is DhcpBindingState.PutAside ? null : Assign(binding, key);
    }
}
