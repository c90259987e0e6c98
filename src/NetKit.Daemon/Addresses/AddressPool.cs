using System;
using System.Collections.Generic;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Addresses;

/// <summary>
/// The IPv4 addresses of one subnet, and which of them are out. Not for several threads at once.
/// </summary>
/// <remarks>
/// Unnamed addresses come in order behind the last one given, round the range: what was given back rests as long as possible, so that a peer's
/// neighbour table or a client's cache does not take a new container for an old one.
/// </remarks>
public sealed class AddressPool
{
    private readonly SortedDictionary<uint, AddressRecord> _out = [];
    private uint _last;

    public AddressPool(string id, IpPrefix subnet, IpPrefix? range, bool isOwn = false)
    {
        Id = id;
        IsOwn = isOwn;
        Subnet = subnet;
        Range = range;
        _last = First(Range ?? Subnet) - 1;
    }

    public string Id { get; }

    public IpPrefix Subnet { get; }

    /// <summary>Where unnamed addresses come from; null: the whole subnet.</summary>
    public IpPrefix? Range { get; }

    /// <summary>As <see cref="PoolRecord.IsOwn"/> has it.</summary>
    public bool IsOwn { get; }

    public int Count => _out.Count;

    public IEnumerable<AddressRecord> Addresses => _out.Values;

    /// <summary>Null when the record makes no sense: it was changed by hand.</summary>
    public static AddressPool? From(PoolRecord record)
    {
        IpPrefix? range = null;
        if (record.Range is { } text)
        {
            range = IpPrefix.TryParse(text, out IpPrefix parsed) ? parsed : null;
        }

        if (!IpPrefix.TryParse(record.Subnet, out IpPrefix subnet) || !subnet.Address.IsV4 || (range is null && record.Range is not null))
        {
            return null;
        }

        AddressPool pool = new(record.Id, subnet, range, record.IsOwn);
        foreach (AddressRecord one in record.Addresses)
        {
            if (IpAddress.TryParse(one.Address, out IpAddress address) && subnet.Contains(address))
            {
                pool._out[address.V4] = one;
            }
        }

        pool._last = record.Last is { } last && IpAddress.TryParse(last, out IpAddress lastAddress) ? lastAddress.V4 : pool._last;
        return pool;
    }

    public PoolRecord ToRecord() => new()
    {
        Id = Id,
        Subnet = Subnet.ToString(),
        Range = Range?.ToString(),
        Last = IpAddress.FromV4(_last).ToString(),
        IsOwn = IsOwn,
        Addresses = [.. _out.Values],
    };

    /// <summary>Takes the first free address of the subnet for a gateway, or the next one of the range for a container.</summary>
    public Answer<AddressRecord> TakeAny(bool gateway, DateTimeOffset now)
    {
        IpPrefix from = gateway ? Subnet : Range ?? Subnet;
        (uint first, uint last) = (First(from), Last(from));
        ulong size = (ulong)last - first + 1;
        uint start = gateway || _last < first || _last >= last ? first : _last + 1;
        for (ulong i = 0; i < size && i <= (ulong)_out.Count; i++)
        {
            uint candidate = (uint)(first + (start - first + i) % size);
            if (!_out.ContainsKey(candidate))
            {
                _last = gateway ? _last : candidate;
                return Add(candidate, gateway, now);
            }
        }

        return Refusal.Conflict($"All {size} addresses of {from} are taken: remove endpoints, or make a network with a larger subnet.");
    }

    public Answer<AddressRecord> Take(IpAddress address, bool gateway, DateTimeOffset now)
    {
        if (!Subnet.Contains(address) || address.V4 < First(Subnet) || address.V4 > Last(Subnet))
        {
            return Refusal.Invalid($"{address} is no address for an endpoint of {Subnet}: choose one inside of it.");
        }

        return _out.ContainsKey(address.V4)
            ? Refusal.Conflict($"{address} is taken already: choose another address of {Subnet}.")
            : Add(address.V4, gateway, now);
    }

    /// <summary>False: it was not out.</summary>
    public bool GiveBack(IpAddress address) => address.IsV4 && _out.Remove(address.V4);

    public bool IsOut(IpAddress address) => address.IsV4 && _out.ContainsKey(address.V4);

    /// <summary>A subnet's first and last address name the network and everybody on it (RFC 919), save where there are only two (RFC 3021).</summary>
    private uint First(IpPrefix prefix) =>
        Subnet.Length <= 30 && prefix.Address == Subnet.Address ? prefix.Address.V4 + 1 : prefix.Address.V4;

    private uint Last(IpPrefix prefix) =>
        Subnet.Length <= 30 && prefix.BroadcastV4 == Subnet.BroadcastV4 ? prefix.BroadcastV4.V4 - 1 : prefix.BroadcastV4.V4;

    private AddressRecord Add(uint address, bool gateway, DateTimeOffset now)
    {
        AddressRecord record = new(IpAddress.FromV4(address).ToString(), gateway, now);
        _out.Add(address, record);
        return record;
    }
}
