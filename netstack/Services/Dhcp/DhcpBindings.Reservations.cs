using System;
using System.Text;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>What is entered from outside: reservations, and leases from before a restart.</summary>
internal sealed partial class DhcpBindings
{
    public DhcpReserveResult Reserve(MacAddress mac, IpAddress address, string? name)
    {
        if (mac.IsMulticast || mac == default)
        {
            return DhcpReserveResult.BadMac;
        }

        if (!_pool.IsHost(address))
        {
            return DhcpReserveResult.BadAddress;
        }

        if (name is not null && !DhcpHostName.IsLabel(name))
        {
            return DhcpReserveResult.BadName;
        }

        DhcpBinding? binding = FindAddress(address);
        if (binding is { IsReserved: true } && binding.Mac != mac)
        {
            return DhcpReserveResult.AlreadyReserved;
        }

        if (binding is null && _byAddress.Count >= _options.MaximumLeases)
        {
            return DhcpReserveResult.TableFull;
        }

        binding ??= Add(address);
        DropOthersOf(mac, binding);
        Reserve(binding, mac, name);
        return DhcpReserveResult.Reserved;
    }

    /// <summary>Ends a reservation; a lease that its client has goes on as an ordinary one.</summary>
    public bool Unreserve(MacAddress mac)
    {
        if (!_reserved.Remove(mac, out DhcpBinding? binding))
        {
            return false;
        }

        Revision++;
        binding.IsReserved = false;
        binding.IsNameReserved = false;
        bool isKnown = binding.ClientId.Length > 0 && _byClient.TryAdd(binding.ClientId, binding);
        if (!_pool.Serves(binding.Address))
        {
            Remove(binding);
        }
        else if (binding.State is not DhcpBindingState.PutAside && !(isKnown && binding.IsHeld))
        {
            Free(binding);
        }

        return true;
    }

    /// <summary>Enters a lease from before a restart; an expired one is remembered only.</summary>
    public bool TryRestore(DhcpLeaseRecord record, ReadOnlySpan<byte> clientId, Instant now, TimeSpan remaining)
    {
        bool isReserved = _reserved.TryGetValue(record.Mac, out DhcpBinding? binding);
        if (isReserved ? binding!.Address != record.Address || binding.IsHeld : _byOctets.ContainsKey(clientId))
        {
            return false;
        }

        binding ??= _byAddress.ContainsKey(record.Address) ? null : AllocateExactly(record.Mac, clientId, record.Address);
        if (binding is null)
        {
            return false;
        }

        Bind(binding, record.Mac, clientId, Encoding.Latin1.GetBytes(record.HostName ?? string.Empty), now + remaining);
        if (remaining <= TimeSpan.Zero)
        {
            Free(binding);
        }

        return true;
    }

    private void Reserve(DhcpBinding binding, MacAddress mac, string? name)
    {
        Revision++;
        if (binding.Mac != mac)
        {
            // It was another client's, who will be refused when it wants to renew.
            Forget(binding);
            Free(binding);
        }

        // A reservation is found by the interface: any identifier of it will do.
        Unindex(binding);
        Unlink(binding);
        binding.Mac = mac;
        binding.IsReserved = true;
        binding.IsNameReserved = name is not null;
        binding.HostName = name ?? binding.HostName;
        _reserved[mac] = binding;
        TakeNameFromOthers(binding);
    }

    /// <summary>An interface has one address: whatever else it holds is free again.</summary>
    private void DropOthersOf(MacAddress mac, DhcpBinding kept)
    {
        if (_reserved.TryGetValue(mac, out DhcpBinding? former) && former != kept)
        {
            _ = Unreserve(mac);
        }

        foreach (DhcpBinding binding in _byAddress.Values)
        {
            if (binding != kept && binding.Mac == mac && binding.State is not DhcpBindingState.PutAside)
            {
                Forget(binding);
                Free(binding);
            }
        }
    }
}
