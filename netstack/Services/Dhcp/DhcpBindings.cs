using System;
using System.Collections.Generic;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>
/// Addresses and their clients.
/// <para>
/// A binding is found by the interface it is reserved for, by the client's identifier, or by its address. One whose time is over goes
/// to the end of the free list but still knows its client, who gets it again (RFC 2131 §4.3.1); only when no address is left that was never
/// used is the oldest of that list given to another. When the list is empty too, there is none.
/// </para>
/// </summary>
internal sealed partial class DhcpBindings
{
    private readonly DhcpServerOptions _options;
    private readonly DhcpCounters _counters;
    private readonly DhcpAddressPool _pool;
    private readonly Dictionary<IpAddress, DhcpBinding> _byAddress = [];
    private readonly Dictionary<MacAddress, DhcpBinding> _reserved = [];
    private readonly Dictionary<byte[], DhcpBinding> _byClient;
    private readonly Dictionary<byte[], DhcpBinding>.AlternateLookup<ReadOnlySpan<byte>> _byOctets;
    private readonly LinkedList<DhcpBinding> _free = new();
    private readonly DeadlineQueue<DhcpBinding> _deadlines = new();

    public DhcpBindings(DhcpServerOptions options, DhcpCounters counters, ulong seed)
    {
        _options = options;
        _counters = counters;
        _pool = new DhcpAddressPool(options);
        _byClient = new Dictionary<byte[], DhcpBinding>(new DhcpClientComparer(seed));
        _byOctets = _byClient.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Changes whenever an address or a name has got another owner.</summary>
    public long Revision { get; private set; }

    public Instant NextExpiry => _deadlines.Earliest;

    public IEnumerable<DhcpBinding> All => _byAddress.Values;

    public bool IsHost(IpAddress address) => _pool.IsHost(address);

    /// <summary>Frees what has expired.</summary>
    public void Settle(Instant now)
    {
        while (_deadlines.TryTakeDue(now, out DhcpBinding binding))
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

    public DhcpBinding? FindAddress(IpAddress address) => _byAddress.GetValueOrDefault(address);

    /// <summary>The binding of a client: its reservation, unless somebody else was found there, or the lease it has or had.</summary>
    public DhcpBinding? Find(MacAddress mac, ReadOnlySpan<byte> clientId)
    {
        if (_reserved.TryGetValue(mac, out DhcpBinding? binding) && binding.State is not DhcpBindingState.PutAside)
        {
            return binding;
        }

        return _byOctets.TryGetValue(clientId, out binding) ? binding : null;
    }

    /// <summary>
    /// Finds an address for a client that has none: the one it asks for, the first choice, the next that was never used, the one that has
    /// been free for longest.
    /// </summary>
    public DhcpBinding? Allocate(MacAddress mac, ReadOnlySpan<byte> clientId, IpAddress wanted)
    {
        DhcpBinding? binding = TakeOrNull(wanted) ?? TakeNew();
        if (binding is null && _free.First is { } oldest)
        {
            binding = oldest.Value;
        }

        return binding is null ? null : Assign(binding, mac, clientId);
    }

    /// <summary>Gives a client exactly this address, if it is free.</summary>
    public DhcpBinding? AllocateExactly(MacAddress mac, ReadOnlySpan<byte> clientId, IpAddress wanted) =>
        TakeOrNull(wanted) is { } binding ? Assign(binding, mac, clientId) : null;

    /// <summary>Holds an address for a client until it says yes; a lease that it has already stays one.</summary>
    public void Offer(DhcpBinding binding, MacAddress mac, Instant until)
    {
        bool isBound = binding.State is DhcpBindingState.Bound;
        bool isLonger = isBound && binding.Expires > until;
        Hold(binding, isBound ? DhcpBindingState.Bound : DhcpBindingState.Offered, isLonger ? binding.Expires : until);
        binding.Mac = mac;
    }

    /// <summary>Makes it a lease, or a longer one. An empty name is none.</summary>
    public void Bind(DhcpBinding binding, MacAddress mac, ReadOnlySpan<byte> clientId, ReadOnlySpan<byte> hostName, Instant until)
    {
        Revision += binding.State is DhcpBindingState.Bound && binding.Mac == mac ? 0 : 1;
        Hold(binding, DhcpBindingState.Bound, until);
        binding.Mac = mac;
        if (_byOctets.TryGetValue(clientId, out DhcpBinding? other) && other != binding && other.IsHeld)
        {
            // What it had while its reserved address was put aside.
            Free(other);
        }

        if (!clientId.SequenceEqual(binding.ClientId))
        {
            // Only a reserved one gets here: the same interface under another identifier, as when a boot loader gives way to a system.
            binding.ClientId = clientId.ToArray();
        }

        SetName(binding, hostName);
    }

    /// <summary>The lease is over, but its client is remembered.</summary>
    public void Free(DhcpBinding binding)
    {
        Revision += binding.State is DhcpBindingState.Bound ? 1 : 0;
        _deadlines.Remove(binding);
        binding.State = DhcpBindingState.Free;
        if (!binding.IsReserved && binding.Place.List is null)
        {
            _free.AddLast(binding.Place);
        }
    }

    /// <summary>Nobody gets the address until then, and its client gets another.</summary>
    public void PutAside(DhcpBinding binding, Instant until)
    {
        Revision++;
        Forget(binding);
        Hold(binding, DhcpBindingState.PutAside, until);
    }

    private DhcpBinding? TakeOrNull(IpAddress address)
    {
        if (!_pool.Serves(address))
        {
            return null;
        }

        DhcpBinding? binding = FindAddress(address);
        if (binding is null)
        {
            return _byAddress.Count < _options.MaximumLeases ? Add(address) : null;
        }

        return binding is { State: DhcpBindingState.Free, IsReserved: false } ? binding : null;
    }

    private DhcpBinding? TakeNew()
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

    private DhcpBinding Add(IpAddress address)
    {
        DhcpBinding binding = new(address);
        _byAddress.Add(address, binding);
        return binding;
    }

    private void Remove(DhcpBinding binding)
    {
        Forget(binding);
        Unlink(binding);
        _deadlines.Remove(binding);
        _ = _byAddress.Remove(binding.Address);
    }

    private DhcpBinding Assign(DhcpBinding binding, MacAddress mac, ReadOnlySpan<byte> clientId)
    {
        _counters.Recycled += binding.ClientId.Length > 0 ? 1 : 0;
        Forget(binding);
        binding.ClientId = clientId.ToArray();
        binding.Mac = mac;
        _byClient[binding.ClientId] = binding;
        return binding;
    }

    private void Hold(DhcpBinding binding, DhcpBindingState state, Instant until)
    {
        Unlink(binding);
        binding.State = state;
        binding.Expires = until;
        _deadlines.WakeBy(binding, until);
    }

    /// <summary>Ends what ties an address to its client; a reservation stays.</summary>
    private void Forget(DhcpBinding binding)
    {
        Unindex(binding);
        binding.ClientId = [];
        if (!binding.IsReserved)
        {
            binding.Mac = default;
            binding.HostName = null;
        }
    }

    private void Unindex(DhcpBinding binding)
    {
        if (_byClient.TryGetValue(binding.ClientId, out DhcpBinding? known) && known == binding)
        {
            _ = _byClient.Remove(binding.ClientId);
        }
    }

    private void Unlink(DhcpBinding binding)
    {
        if (binding.Place.List is not null)
        {
            _free.Remove(binding.Place);
        }
    }
}
