using System;
using System.Collections.Generic;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Addresses;

/// <summary>
/// The addresses of one subnet of either family, and which of them are out. Not for several threads at once.
/// </summary>
/// <remarks>
/// Unnamed addresses come in order behind the last one given, round the range: what was given back rests as long as possible, so that a peer's
/// neighbour table or a client's cache does not take a new container for an old one.
/// </remarks>
public sealed class AddressPool
{
    private readonly SortedDictionary<UInt128, AddressRecord> _out = [];
    private UInt128 _last;

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

        bool isRead = IpPrefix.TryParse(record.Subnet, out IpPrefix subnet) && (record.Range is null || range is not null);
        if (!isRead || (range is { } part && !subnet.Contains(part.Address)))
        {
            return null;
        }

        AddressPool pool = new(record.Id, subnet, range, record.IsOwn);
        foreach (AddressRecord one in record.Addresses)
        {
            if (IpAddress.TryParse(one.Address, out IpAddress address) && subnet.Contains(address))
            {
                pool._out[NumberOf(address)] = one;
            }
        }

        pool._last = record.Last is { } last && IpAddress.TryParse(last, out IpAddress lastAddress) ? NumberOf(lastAddress) : pool._last;
        return pool;
    }

    public PoolRecord ToRecord() => new()
    {
        Id = Id,
        Subnet = Subnet.ToString(),
        Range = Range?.ToString(),
        Last = AddressOf(_last).ToString(),
        IsOwn = IsOwn,
        Addresses = [.. _out.Values],
    };

    /// <summary>Takes the first free address of the subnet for a gateway, or the next one of the range for a container.</summary>
    public Answer<AddressRecord> TakeAny(bool gateway, DateTimeOffset now)
    {
        IpPrefix from = gateway ? Subnet : Range ?? Subnet;
        (UInt128 first, UInt128 last) = (First(from), Last(from));
        UInt128 size = last - first + 1;
        UInt128 start = gateway || _last < first || _last >= last ? first : _last + 1;
        for (int i = 0; (UInt128)i < size && i <= _out.Count; i++)
        {
            UInt128 candidate = first + (start - first + (UInt128)i) % size;
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
        UInt128 number = NumberOf(address);
        if (!Subnet.Contains(address) || number < First(Subnet) || number > Last(Subnet))
        {
            return Refusal.Invalid($"{address} is no address for an endpoint of {Subnet}: choose one inside of it.");
        }

        return _out.ContainsKey(number)
            ? Refusal.Conflict($"{address} is taken already: choose another address of {Subnet}.")
            : Add(number, gateway, now);
    }

    /// <summary>False: it was not out.</summary>
    public bool GiveBack(IpAddress address) => _out.Remove(NumberOf(address));

    public bool IsOut(IpAddress address) => _out.ContainsKey(NumberOf(address));

    private static UInt128 NumberOf(IpAddress address) => new(address.High, address.Low);

    private static IpAddress AddressOf(UInt128 number) => new((ulong)(number >> 64), (ulong)number);

    /// <summary>
    /// A subnet's first and last address name the network and everybody on it (RFC 919), save where there are only two (RFC 3021). In IPv6 the first
    /// one means any router (RFC 4291 §2.6.1).
    /// </summary>
    private UInt128 First(IpPrefix prefix) =>
        HasNames && prefix.Address == Subnet.Address ? NumberOf(prefix.Address) + 1 : NumberOf(prefix.Address);

    private UInt128 Last(IpPrefix prefix) =>
        HasNames && prefix.Address.IsV4 && prefix.BroadcastV4 == Subnet.BroadcastV4 ? End(prefix) - 1 : End(prefix);

    private bool HasNames => HostBits(Subnet) >= 2;

    private static UInt128 End(IpPrefix prefix) => NumberOf(prefix.Address) | ((UInt128.One << HostBits(prefix)) - 1);

    private static int HostBits(IpPrefix prefix) => (prefix.Address.IsV4 ? 32 : 128) - prefix.Length;

    private AddressRecord Add(UInt128 address, bool gateway, DateTimeOffset now)
    {
        AddressRecord record = new(AddressOf(address).ToString(), gateway, now);
        _out.Add(address, record);
        return record;
    }
}
