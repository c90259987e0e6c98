using System;
using System.Collections.Generic;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>
/// Addresses and their clients, one address for each association. One whose time is over goes to the end of the free list but still knows
/// its client, who gets it again; only when no address is left that was never used is the oldest of that list given to another. When the
/// list is empty too, there is none.
/// </summary>
internal sealed partial class Dhcpv6Bindings
{
    private readonly Dhcpv6ServerOptions _options;
    private readonly Dhcpv6Counters _counters;
    private readonly Dhcpv6AddressPool _pool;
    private readonly Dictionary<IpAddress, Dhcpv6Binding> _byAddress = [];
    private readonly Dictionary<byte[], Dhcpv6Binding> _byKey;
    private readonly Dictionary<byte[], Dhcpv6Binding>.AlternateLookup<ReadOnlySpan<byte>> _byOctets;
    private readonly LinkedList<Dhcpv6Binding> _free = new();
    private readonly DeadlineQueue<Dhcpv6Binding> _deadlines = new();

    public Dhcpv6Bindings(Dhcpv6ServerOptions options, Dhcpv6Counters counters, ulong seed)
    {
        _options = options;
        _counters = counters;
        _pool = new Dhcpv6AddressPool(options);
        _byKey = new Dictionary<byte[], Dhcpv6Binding>(new DhcpClientComparer(seed));
        _byOctets = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Changes whenever an address has got another owner.</summary>
    public long Revision { get; private set; }

    public Instant NextExpiry => _deadlines.Earliest;

    public IEnumerable<Dhcpv6Binding> All => _byAddress.Values;

    /// <summary>Frees what has expired.</summary>
    public void Settle(Instant now)
    {
        while (_deadlines.TryTakeDue(now, out Dhcpv6Binding binding))
        {
            // Renewed since it was queued: it takes its true place, so that the free list is in the order of the ends.
            if (binding.Expires > binding.QueuedDeadline)
            {
                _deadlines.WakeBy(binding, binding.Expires);
                continue;
            }

            _counters.Expired += binding.IsHeld ? 1 : 0;
            Free(binding);
        }
    }

    /// <summary>What an association has or had; null when nothing is known of it.</summary>
    public Dhcpv6Binding? Find(ReadOnlySpan<byte> key) => _byOctets.TryGetValue(key, out Dhcpv6Binding? binding) ? binding : null;

    /// <summary>
    /// Finds an address for an association that has none: the one it asks for, the first choice, the next that was never used, the one that
    /// has been free for longest.
    /// </summary>
    /// <param name="key">The association and its client.</param>
    /// <param name="wanted">The unspecified address: none.</param>
    /// <param name="mac">The interface that asks.</param>
    public Dhcpv6Binding? FindOrAllocate(ReadOnlySpan<byte> key, IpAddress wanted, MacAddress mac)
    {
        if (_options.OnlyReserved)
        {
            return _reserved.TryGetValue(mac, out IpAddress reserved) ? TakeReserved(key, reserved) : null;
        }

        if (Find(key) is { } known)
        {
            return known;
        }

        Dhcpv6Binding? binding = TakeOrNull(wanted) ?? TakeNew() ?? _free.First?.Value;
        return binding is null ? null : Assign(binding, key);
    }

    /// <summary>What the association has, or exactly this address if it has nothing and the address is free.</summary>
    public Dhcpv6Binding? FindOrAllocateExactly(ReadOnlySpan<byte> key, IpAddress wanted, MacAddress mac)
    {
        if (_options.OnlyReserved)
        {
            return _reserved.TryGetValue(mac, out IpAddress reserved) && reserved == wanted ? TakeReserved(key, reserved) : null;
        }

        return Find(key) ?? (TakeOrNull(wanted) is { } binding ? Assign(binding, key) : null);
    }

    /// <summary>Holds an address for a client until it says yes; a lease that it has already stays one.</summary>
    public void Offer(Dhcpv6Binding binding, Instant until)
    {
        if (binding.State is not DhcpBindingState.Bound)
        {
            Hold(binding, DhcpBindingState.Offered, until);
        }
    }

    /// <summary>Makes it a lease, or a longer one.</summary>
    public void Bind(Dhcpv6Binding binding, Instant until)
    {
        Revision += binding.State is DhcpBindingState.Bound ? 0 : 1;
        Hold(binding, DhcpBindingState.Bound, until);
    }

    /// <summary>The lease is over, but its client is remembered.</summary>
    public void Free(Dhcpv6Binding binding)
    {
        Revision += binding.State is DhcpBindingState.Bound ? 1 : 0;
        _deadlines.Remove(binding);
        binding.State = DhcpBindingState.Free;
        if (binding.Place.List is null)
        {
            _free.AddLast(binding.Place);
        }
    }

    /// <summary>Nobody gets the address until then, and its client gets another.</summary>
    public void PutAside(Dhcpv6Binding binding, Instant until)
    {
        Revision++;
        Forget(binding);
        Hold(binding, DhcpBindingState.PutAside, until);
    }

    private Dhcpv6Binding? TakeOrNull(IpAddress address)
    {
        if (!_pool.Serves(address))
        {
            return null;
        }

        if (!_byAddress.TryGetValue(address, out Dhcpv6Binding? binding))
        {
            return _byAddress.Count < _options.MaximumLeases ? Add(address) : null;
        }

        return binding.State is DhcpBindingState.Free ? binding : null;
    }

    private Dhcpv6Binding? TakeNew()
    {
        if (_byAddress.Count >= _options.MaximumLeases)
        {
            return null;
        }

        if (_options.FirstChoice is { } first && _pool.Serves(first) && !_byAddress.ContainsKey(first))
        {
            return Add(first);
        }

        while (_pool.TryNext(out IpAddress address))
        {
            if (!_byAddress.ContainsKey(address))
            {
                return Add(address);
            }
        }

        return null;
    }

    private Dhcpv6Binding Add(IpAddress address)
    {
        Dhcpv6Binding binding = new(address);
        _byAddress.Add(address, binding);
        return binding;
    }

    private Dhcpv6Binding Assign(Dhcpv6Binding binding, ReadOnlySpan<byte> key)
    {
        _counters.Recycled += binding.Key.Length > 0 ? 1 : 0;
        Forget(binding);
        binding.Key = key.ToArray();
        _byKey[binding.Key] = binding;
        return binding;
    }

    private void Hold(Dhcpv6Binding binding, DhcpBindingState state, Instant until)
    {
        if (binding.Place.List is not null)
        {
            _free.Remove(binding.Place);
        }

        binding.State = state;
        binding.Expires = until;
        _deadlines.WakeBy(binding, until);
    }

    private void Forget(Dhcpv6Binding binding)
    {
        _ = _byKey.Remove(binding.Key);
        binding.Key = [];
    }
}
