using System;
using System.Collections.Generic;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// Which link address a neighbour's IP address has, for both families (RFC 826, RFC 4861 §7.2). It says when to ask and learns the
/// answers; it sends nothing and holds no packets.
/// </summary>
/// <remarks>
/// Full, it lets an address go that was asked for and has not answered, and only without such a one the neighbour that was not used for
/// longest: a scan of an empty network costs the table one neighbour at most. Nothing is allocated once it has been as full as it is.
/// </remarks>
public sealed class NeighborTable
{
    private readonly NeighborOptions _options;
    private readonly Dictionary<IpAddress, NeighborEntry> _byAddress;

    // Both in the order of last use, the latest last.
    private readonly LinkedList<NeighborEntry> _known = new();
    private readonly LinkedList<NeighborEntry> _asked = new();
    private readonly Stack<NeighborEntry> _spare = new();

    // Nearly all packets are for the same neighbour as the last one.
    private NeighborEntry? _latest;

    /// <param name="seed">Hard to guess: it keeps neighbours from choosing addresses whose hashes are equal.</param>
    /// <param name="options">Bounds and times.</param>
    public NeighborTable(ulong seed, NeighborOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1);
        _options = options;
        _byAddress = new Dictionary<IpAddress, NeighborEntry>(options.Capacity, new KeyedComparer(new KeyedHash(seed, ~seed)));
    }

    /// <summary>Called with what a neighbour has said about itself, for others who have to know it too.</summary>
    public Action<IpAddress, MacAddress>? Learned { get; set; }

    /// <summary>Neighbours, those that are only asked for included.</summary>
    public int Count => _byAddress.Count;

    /// <summary>Neighbours and requests that made room for others.</summary>
    public long Evicted { get; private set; }

    /// <summary>Asks for the link address of a neighbour that a packet is to be sent to.</summary>
    /// <param name="now">The time.</param>
    /// <param name="address">A unicast address on the link.</param>
    /// <param name="mac">Its link address, if the answer is one of the two known ones.</param>
    public NeighborAnswer Resolve(Instant now, IpAddress address, out MacAddress mac)
    {
        NeighborEntry? entry = Find(address);
        if (entry is { IsKnown: true } && now - entry.Heard < _options.Reachable)
        {
            mac = entry.Mac;
            Touch(entry);
            return NeighborAnswer.Known;
        }

        mac = default;
        if (entry is null)
        {
            return Ask(now, Add(address, _asked));
        }

        return entry.IsKnown ? ResolveStale(now, entry, out mac) : ResolveUnknown(now, entry);
    }

    /// <summary>Looks an address up and changes nothing.</summary>
    public bool TryFind(Instant now, IpAddress address, out MacAddress mac)
    {
        bool found = _byAddress.TryGetValue(address, out NeighborEntry? entry) && entry.IsKnown && now - entry.Heard < _options.Lifetime;
        mac = found ? entry!.Mac : default;
        return found;
    }

    public NeighborState StateOf(Instant now, IpAddress address) =>
        !_byAddress.TryGetValue(address, out NeighborEntry? entry) ? NeighborState.None
        : !entry.IsKnown ? NeighborState.Incomplete
        : now - entry.Heard < _options.Reachable ? NeighborState.Reachable
        : now - entry.Heard < _options.Lifetime ? NeighborState.Stale
        : NeighborState.None;

    /// <summary>
    /// Takes what a neighbour said about itself in answer to a request, or in a request of its own to this node (RFC 826, RFC 4861
    /// §7.2.3, §7.2.5).
    /// </summary>
    public NeighborUpdate Learn(Instant now, IpAddress address, MacAddress mac)
    {
        if (!IsOneHost(address) || mac.IsMulticast || mac == default)
        {
            return NeighborUpdate.Ignored;
        }

        Learned?.Invoke(address, mac);
        NeighborEntry? entry = Find(address);
        if (entry is { IsKnown: true })
        {
            NeighborUpdate update = entry.Mac == mac ? NeighborUpdate.Confirmed : NeighborUpdate.Moved;
            Hear(now, entry, mac);
            Touch(entry);
            return update;
        }

        if (entry is not null)
        {
            _asked.Remove(entry.Use);
            _known.AddLast(entry.Use);
        }

        entry ??= Add(address, _known);
        Hear(now, entry, mac);
        return NeighborUpdate.Added;
    }

    /// <summary>
    /// Takes what was said to everybody (a gratuitous ARP packet, an unsolicited advertisement): it changes what the table has, and adds
    /// nothing (RFC 826's merge flag, RFC 4861 §7.2.5).
    /// </summary>
    public NeighborUpdate Announce(Instant now, IpAddress address, MacAddress mac) =>
        Find(address) is null ? NeighborUpdate.Ignored : Learn(now, address, mac);

    /// <summary>
    /// Notes a packet from a neighbour (RFC 1122 §2.3.2.1 (4)): it keeps alive what is known. A packet alone teaches no link address; false
    /// when it is not the one that is known.
    /// </summary>
    public bool Confirm(Instant now, IpAddress address, MacAddress mac)
    {
        NeighborEntry? entry = Find(address);
        if (entry is not { IsKnown: true } || entry.Mac != mac)
        {
            return false;
        }

        Hear(now, entry, mac);
        Touch(entry);
        return true;
    }

    /// <summary>Forgets a neighbour, if it is there.</summary>
    public void Remove(IpAddress address)
    {
        if (_byAddress.TryGetValue(address, out NeighborEntry? entry))
        {
            Forget(entry);
        }
    }

    private NeighborAnswer ResolveStale(Instant now, NeighborEntry entry, out MacAddress mac)
    {
        bool mayAsk = entry.Asked == 0 || now - entry.LastAsked >= _options.AskInterval;
        if (now - entry.Heard >= _options.Lifetime || (mayAsk && entry.Asked >= _options.Requests))
        {
            // It did not answer: everybody is asked, since the address may have moved to another host.
            mac = default;
            entry.IsKnown = false;
            entry.Asked = 0;
            _known.Remove(entry.Use);
            _asked.AddLast(entry.Use);
            return Ask(now, entry);
        }

        mac = entry.Mac;
        Touch(entry);
        if (!mayAsk)
        {
            return NeighborAnswer.Known;
        }

        _ = Ask(now, entry);
        return NeighborAnswer.KnownAskAgain;
    }

    private NeighborAnswer ResolveUnknown(Instant now, NeighborEntry entry)
    {
        TimeSpan waited = now - entry.LastAsked;
        Touch(entry);
        if (waited < _options.AskInterval)
        {
            return NeighborAnswer.Waiting;
        }

        if (entry.Asked < _options.Requests)
        {
            return Ask(now, entry);
        }

        if (waited < _options.AskInterval + _options.FailureHold)
        {
            return NeighborAnswer.Failed;
        }

        entry.Asked = 0;
        return Ask(now, entry);
    }

    private static NeighborAnswer Ask(Instant now, NeighborEntry entry)
    {
        entry.Asked++;
        entry.LastAsked = now;
        return NeighborAnswer.AskFirst;
    }

    private static void Hear(Instant now, NeighborEntry entry, MacAddress mac)
    {
        entry.Mac = mac;
        entry.IsKnown = true;
        entry.Heard = now;
        entry.Asked = 0;
    }

    private NeighborEntry? Find(IpAddress address)
    {
        if (_latest is { } latest && latest.Address == address)
        {
            return latest;
        }

        if (_byAddress.TryGetValue(address, out NeighborEntry? entry))
        {
            _latest = entry;
        }

        return entry;
    }

    private NeighborEntry Add(IpAddress address, LinkedList<NeighborEntry> list)
    {
        if (Count >= _options.Capacity)
        {
            Forget((_asked.First ?? _known.First)!.Value);
            Evicted++;
        }

        NeighborEntry entry = _spare.TryPop(out NeighborEntry? spare) ? spare : new NeighborEntry();
        entry.Address = address;
        entry.IsKnown = false;
        entry.Asked = 0;
        _byAddress.Add(address, entry);
        list.AddLast(entry.Use);
        return entry;
    }

    private void Forget(NeighborEntry entry)
    {
        if (_latest == entry)
        {
            _latest = null;
        }

        _ = _byAddress.Remove(entry.Address);
        entry.Use.List!.Remove(entry.Use);
        _spare.Push(entry);
    }

    private static void Touch(NeighborEntry entry)
    {
        LinkedList<NeighborEntry> list = entry.Use.List!;
        if (list.Last != entry.Use)
        {
            list.Remove(entry.Use);
            list.AddLast(entry.Use);
        }
    }

    private static bool IsOneHost(IpAddress address) =>
        !address.IsUnspecified && !address.IsMulticast && !address.IsLoopback && address != IpAddress.BroadcastV4;

    private sealed class KeyedComparer(KeyedHash hash) : IEqualityComparer<IpAddress>
    {
        public bool Equals(IpAddress x, IpAddress y) => x == y;

        public int GetHashCode(IpAddress obj) => (int)hash.Of(obj.High, obj.Low, 0, 0, 0);
    }
}
