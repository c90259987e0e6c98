using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Links.Host;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Addresses;

/// <summary>
/// All pools: what is handed out is on the disk before anybody is told. Any thread may call.
/// </summary>
public sealed class AddressBook
{
    // A random network of IPv6 is taken only where the host has a route to all of them.
    private const int Attempts = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AddressPool> _pools = new(StringComparer.Ordinal);
    private readonly StateFolder<PoolRecord> _folder;
    private readonly Func<IpPrefix, string?> _conflict;
    private readonly TimeProvider _clock;

    /// <param name="folder">Where pools are kept.</param>
    /// <param name="conflict">What of the host stands in the way of a subnet, in a few words; null: nothing.</param>
    /// <param name="clock">When an address was asked for.</param>
    public AddressBook(StateFolder<PoolRecord> folder, Func<IpPrefix, string?> conflict, TimeProvider clock)
    {
        _folder = folder;
        _conflict = conflict;
        _clock = clock;
    }

    public void Restore(IEnumerable<PoolRecord> records)
    {
        foreach (PoolRecord record in records)
        {
            if (AddressPool.From(record) is { } pool)
            {
                _pools[pool.Id] = pool;
            }
        }
    }

    /// <summary>A pool with a subnet that nothing else uses. The same one asked for again before anything was taken from it is the same one.</summary>
    /// <param name="subnet">Null: the next free one.</param>
    /// <param name="range">Where unnamed addresses come from; null: the whole subnet.</param>
    /// <param name="isOwn">It is for a network of NetKit's own.</param>
    /// <param name="isV6">Without a subnet: it is to be one of IPv6.</param>
    public Answer<AddressPool> RequestPool(IpPrefix? subnet, IpPrefix? range, bool isOwn = false, bool isV6 = false)
    {
        lock (_gate)
        {
            if (subnet is { } wanted)
            {
                return RequestNamed(wanted, range, isOwn);
            }

            IEnumerable<IpPrefix> candidates = isV6 ? Enumerable.Range(0, Attempts).Select(static _ => UniqueLocal.Next()) : RouteConflicts.Pools;
            foreach (IpPrefix candidate in candidates)
            {
                if (Overlapping(candidate) is null && _conflict(candidate) is null)
                {
                    return Keep(new AddressPool(IdOf(candidate), candidate, null, isOwn));
                }
            }

            string space = isV6 ? "fd00::/8" : "172.16.0.0/12 and 192.168.0.0/16";
            return Refusal.Conflict($"No free subnet is left in {space}: name one with --subnet.");
        }
    }

    /// <summary>Null: it is gone, or was not there.</summary>
    public Refusal? ReleasePool(string id)
    {
        lock (_gate)
        {
            if (!_pools.TryGetValue(id, out AddressPool? pool))
            {
                return null;
            }

            try
            {
                _folder.Remove(FileOf(pool));
                _ = _pools.Remove(id);
                return null;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return NotKept(exception);
            }
        }
    }

    /// <param name="poolId">As <see cref="RequestPool"/> gave it.</param>
    /// <param name="address">Null: any.</param>
    /// <param name="gateway">It is for a network's gateway.</param>
    public Answer<AddressRecord> RequestAddress(string poolId, IpAddress? address, bool gateway)
    {
        lock (_gate)
        {
            if (!_pools.TryGetValue(poolId, out AddressPool? pool))
            {
                return Refusal.NotFound($"There is no pool {poolId}: its network was removed.");
            }

            DateTimeOffset now = _clock.GetUtcNow();
            Answer<AddressRecord> taken = address is { } one ? pool.Take(one, gateway, now) : pool.TakeAny(gateway, now);
            if (taken.Value is not { } record)
            {
                return taken;
            }

            Answer<AddressPool> kept = Keep(pool);
            if (kept.Refusal is null)
            {
                return record;
            }

            _ = pool.GiveBack(Parse(record.Address));
            return kept.Refusal;
        }
    }

    /// <summary>Null: it is free, or was before.</summary>
    public Refusal? ReleaseAddress(string poolId, IpAddress address)
    {
        lock (_gate)
        {
            return _pools.TryGetValue(poolId, out AddressPool? pool) && pool.GiveBack(address) ? Keep(pool).Refusal : null;
        }
    }

    /// <summary>The prefix length of a pool's addresses.</summary>
    public int? LengthOf(string poolId)
    {
        lock (_gate)
        {
            return _pools.TryGetValue(poolId, out AddressPool? pool) ? pool.Subnet.Length : null;
        }
    }

    /// <summary>The pool that a subnet was taken from; null: somebody else hands out its addresses.</summary>
    public string? PoolOf(IpPrefix subnet)
    {
        lock (_gate)
        {
            return _pools.Values.FirstOrDefault(pool => pool.Subnet == subnet)?.Id;
        }
    }

    /// <summary>Releases the pools that NetKit took for networks which a crash kept from coming to be; answers them.</summary>
    /// <param name="used">The pools of networks.</param>
    public IReadOnlyList<string> ReleaseUnused(IReadOnlySet<string> used)
    {
        lock (_gate)
        {
            string[] unused = [.. _pools.Values.Where(pool => pool.IsOwn && !used.Contains(pool.Id)).Select(static pool => pool.Id)];
            return [.. unused.Where(id => ReleasePool(id) is null)];
        }
    }

    /// <summary>
    /// Gives back what was asked for and never used: an answer that a crash kept from dockerd. An address has some time to become an endpoint's, where
    /// the two are asked for apart.
    /// </summary>
    public IReadOnlyList<string> GiveBackForgotten(string poolId, IReadOnlySet<string> used, TimeSpan patience)
    {
        lock (_gate)
        {
            if (!_pools.TryGetValue(poolId, out AddressPool? pool))
            {
                return [];
            }

            DateTimeOffset before = _clock.GetUtcNow() - (pool.IsOwn ? TimeSpan.Zero : patience);
            string[] forgotten =
            [
                .. pool.Addresses.Where(one => !one.Gateway && one.Since < before && !used.Contains(one.Address)).Select(static one => one.Address),
            ];
            foreach (string address in forgotten)
            {
                _ = pool.GiveBack(Parse(address));
            }

            if (forgotten.Length > 0)
            {
                _ = Keep(pool);
            }

            return forgotten;
        }
    }

    private static string IdOf(IpPrefix subnet) => $"{AddressSpaces.Local}/{subnet}";

    // Colons are not for names of files on every system.
    private static string FileOf(AddressPool pool) => $"{pool.Subnet.Address}_{pool.Subnet.Length}".Replace(':', '-');

    private static IpAddress Parse(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : default;

    private static Refusal NotKept(Exception exception) =>
        Refusal.Failed($"The state directory cannot be written ({exception.Message}): make room, or mend it.");

    private Answer<AddressPool> RequestNamed(IpPrefix subnet, IpPrefix? range, bool isOwn)
    {
        if (range is { } part && (!subnet.Contains(part.Address) || part.Length < subnet.Length))
        {
            return Refusal.Invalid($"The range {part} is not inside of {subnet}: choose one that is.");
        }

        if (Overlapping(subnet) is not { } other)
        {
            return Keep(new AddressPool(IdOf(subnet), subnet, range, isOwn));
        }

        // Asked again: the first answer got lost with a connection.
        bool again = other.Subnet == subnet && other.Range == range && other.Count == 0;
        return again ? other : Refusal.Conflict($"The subnet {subnet} overlaps with {other.Subnet} of another network: choose another.");
    }

    private AddressPool? Overlapping(IpPrefix subnet) => _pools.Values.FirstOrDefault(
        pool => pool.Subnet.Contains(subnet.Address) || subnet.Contains(pool.Subnet.Address));

    private Answer<AddressPool> Keep(AddressPool pool)
    {
        try
        {
            _folder.Save(FileOf(pool), pool.ToRecord());
            _pools[pool.Id] = pool;
            return pool;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return NotKept(exception);
        }
    }
}
