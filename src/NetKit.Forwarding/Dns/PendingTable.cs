using System;
using System.Collections.Generic;
using System.Numerics;
using System.Runtime.Versioning;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// Queries under way, found by what they ask. Bounded; entries are used again, so that a query allocates nothing once as many as now have
/// been under way.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PendingTable(int capacity)
{
    private readonly PendingQuery?[] _buckets = new PendingQuery?[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 1))];
    private readonly List<PendingQuery> _active = [];
    private readonly Stack<PendingQuery> _free = new();

    public int Count => _active.Count;

    public PendingQuery this[int index] => _active[index];

    /// <summary>
    /// The hash of everything in a message but its id. It differs from one process to the next, so collisions cannot be prepared.
    /// </summary>
    public static int HashOf(ReadOnlySpan<byte> message)
    {
        HashCode hash = default;
        hash.AddBytes(message[sizeof(ushort)..]);
        return hash.ToHashCode();
    }

    public PendingQuery? Find(ReadOnlySpan<byte> message, DnsTransport transport, int hash)
    {
        PendingQuery? query = _buckets[hash & (_buckets.Length - 1)];
        while (query is not null && !query.Equals(message, transport, hash))
        {
            query = query.NextInBucket;
        }

        return query;
    }

    /// <summary>Makes an entry; null when the table is full.</summary>
    public PendingQuery? Add(ReadOnlySpan<byte> message, DnsTransport transport, int hash, Instant expires)
    {
        if (_active.Count >= capacity)
        {
            return null;
        }

        if (!_free.TryPop(out PendingQuery? query))
        {
            query = new PendingQuery();
        }

        query.Start(message, transport, hash, expires);
        ref PendingQuery? bucket = ref _buckets[hash & (_buckets.Length - 1)];
        query.NextInBucket = bucket;
        bucket = query;
        query.ActiveIndex = _active.Count;
        _active.Add(query);
        return query;
    }

    /// <summary>Takes an entry out of the table; it stays as it is until <see cref="Return"/>.</summary>
    public void Remove(PendingQuery query)
    {
        int bucket = query.Hash & (_buckets.Length - 1);
        if (_buckets[bucket] == query)
        {
            _buckets[bucket] = query.NextInBucket;
        }
        else
        {
            PendingQuery before = _buckets[bucket]!;
            while (before.NextInBucket != query)
            {
                before = before.NextInBucket!;
            }

            before.NextInBucket = query.NextInBucket;
        }

        query.NextInBucket = null;
        PendingQuery last = _active[^1];
        _active[query.ActiveIndex] = last;
        last.ActiveIndex = query.ActiveIndex;
        _active.RemoveAt(_active.Count - 1);
    }

    /// <summary>Gives a removed entry back for use.</summary>
    public void Return(PendingQuery query)
    {
        query.Clear();
        _free.Push(query);
    }
}
