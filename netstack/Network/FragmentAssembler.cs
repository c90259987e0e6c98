using System;
using System.Collections.Generic;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Network;

/// <summary>
/// Puts the fragments of either family together (RFC 791 §3.2, RFC 8200 §4.5). A datagram whose fragments overlap or contradict each
/// other is abandoned: its fragments are forgotten and its name is kept until the time is over, so that no order lets it through.
/// </summary>
/// <remarks>
/// Full, it lets the oldest go; a source that has half of everything loses its own oldest. All datagrams wait for the same time, so the
/// oldest is also the next to expire. Nothing is allocated once as much has been held as is held now.
/// </remarks>
internal sealed class FragmentAssembler<THeader>(ReassemblyLimits limits)
    where THeader : struct
{
    // As much as the longest error takes up: see IcmpErrorWriter.
    private const int LongestQuote = IcmpErrorWriter.MaximumLengthV6;

    private readonly Dictionary<FragmentKey, ReassemblyBuffer<THeader>> _byKey = new(limits.Datagrams);
    private readonly LinkedList<ReassemblyBuffer<THeader>> _byAge = new();
    private readonly Stack<ReassemblyBuffer<THeader>> _spare = new(limits.Datagrams);
    private readonly FragmentBlocks _blocks = new(Math.Max(limits.Octets / FragmentBlocks.Size, 1));
    private byte[] _joined = [];
    private long _added;
    private long _joinedFragments;
    private long _held;
    private long _duplicates;
    private long _refused;
    private long _abandoned;
    private long _evicted;
    private long _expired;

    public ReassemblyCounters Counters => new(_added, _joinedFragments, _held, _duplicates, _refused, _abandoned, _evicted, _expired);

    /// <summary>Datagrams held, abandoned ones included.</summary>
    public int Count => _byKey.Count;

    /// <summary>Octets of the blocks in use.</summary>
    public int OctetsHeld => _blocks.Used * FragmentBlocks.Size;

    public Instant Deadline => _byAge.First is { } oldest ? oldest.Value.Opened + limits.Timeout : Instant.Never;

    private int DatagramsPerSource => Math.Max(limits.Datagrams / 2, 1);

    private int BlocksPerSource => Math.Max(_blocks.Capacity / 2, 1);

    public ReassemblyVerdict Add(
        Instant now, scoped in ReceivedFragment fragment, scoped in THeader header, out JoinedFragments<THeader> joined)
    {
        joined = default;
        bool isFragment = !fragment.Payload.IsEmpty && fragment.End <= ushort.MaxValue
            && fragment.Offset % 8 == 0 && (!fragment.MoreFragments || fragment.Payload.Length % 8 == 0);
        if (!isFragment)
        {
            return Refuse(ReassemblyVerdict.Malformed);
        }

        _added++;
        ReassemblyBuffer<THeader> buffer = FindOrOpen(now, fragment.Key);
        if (buffer.IsAbandoned)
        {
            return Abandon(buffer, ReassemblyVerdict.Abandoned);
        }

        FragmentFit fit = buffer.Map.Classify(fragment.Offset, fragment.End, fragment.MoreFragments);
        if (fit is FragmentFit.SamePlace && buffer.Holds(fragment))
        {
            _duplicates++;
            return ReassemblyVerdict.Duplicate;
        }

        return fit switch
        {
            FragmentFit.New => Store(buffer, fragment, header, out joined),
            FragmentFit.Contradiction => Abandon(buffer, ReassemblyVerdict.Contradiction),
            FragmentFit.TooMany => Abandon(buffer, ReassemblyVerdict.TooMany),
            _ => Abandon(buffer, ReassemblyVerdict.Overlap),
        };
    }

    /// <summary>Counts a fragment that is not worth holding.</summary>
    public ReassemblyVerdict Refuse(ReassemblyVerdict verdict)
    {
        _added++;
        _refused++;
        return verdict;
    }

    /// <summary>Takes out one datagram whose time is over. Abandoned ones go without a word.</summary>
    public bool TryExpire(Instant now, out ExpiredDatagram expired)
    {
        expired = default;
        bool found = false;
        while (!found && _byAge.First is { } oldest && IsOverdue(oldest.Value, now))
        {
            ReassemblyBuffer<THeader> buffer = oldest.Value;
            if (!buffer.IsAbandoned)
            {
                expired = new ExpiredDatagram(buffer.Key, buffer.Map.Count, buffer.Quote(Scratch().AsSpan(0, LongestQuote)));
                found = true;
            }

            Forget(buffer, ref _expired);
        }

        return found;
    }

    private ReassemblyVerdict Store(
        ReassemblyBuffer<THeader> buffer,
        scoped in ReceivedFragment fragment,
        scoped in THeader header,
        out JoinedFragments<THeader> joined)
    {
        joined = default;
        if (!TryMakeRoom(buffer, buffer.CountMissingBlocks(fragment)))
        {
            return Abandon(buffer, ReassemblyVerdict.TooMany);
        }

        buffer.Store(fragment, header, _blocks);
        _held++;
        if (!buffer.Map.IsComplete)
        {
            return ReassemblyVerdict.Held;
        }

        if (buffer.HasMixedEcn)
        {
            Forget(buffer, ref _abandoned);
            return ReassemblyVerdict.MixedEcn;
        }

        joined = buffer.Join(Scratch());
        Forget(buffer, ref _joinedFragments);
        return ReassemblyVerdict.Complete;
    }

    private ReassemblyVerdict Abandon(ReassemblyBuffer<THeader> buffer, ReassemblyVerdict reason)
    {
        _held -= buffer.Map.Count;
        _abandoned += buffer.Map.Count + 1;
        buffer.Clear(_blocks);
        buffer.IsAbandoned = true;
        return reason;
    }

    private ReassemblyBuffer<THeader> FindOrOpen(Instant now, in FragmentKey key)
    {
        if (_byKey.TryGetValue(key, out ReassemblyBuffer<THeader>? known))
        {
            if (!IsOverdue(known, now))
            {
                return known;
            }

            Forget(known, ref _expired);
        }

        if (Count >= DatagramsPerSource)
        {
            MakeRoomForDatagram(key);
        }

        ReassemblyBuffer<THeader> buffer = _spare.TryPop(out ReassemblyBuffer<THeader>? spare) ? spare : new(limits.Fragments);
        buffer.Open(now, key);
        _byKey.Add(key, buffer);
        _byAge.AddLast(buffer.Age);
        return buffer;
    }

    private void MakeRoomForDatagram(in FragmentKey key)
    {
        int ofSource = 0;
        ReassemblyBuffer<THeader>? oldestOfSource = null;
        for (LinkedListNode<ReassemblyBuffer<THeader>>? node = _byAge.First; node is not null; node = node.Next)
        {
            if (node.Value.Key.Source == key.Source)
            {
                ofSource++;
                oldestOfSource ??= node.Value;
            }
        }

        if (ofSource >= DatagramsPerSource)
        {
            Forget(oldestOfSource!, ref _evicted);
        }
        else if (Count >= limits.Datagrams)
        {
            Forget(_byAge.First!.Value, ref _evicted);
        }
    }

    /// <summary>Sees to it that a datagram can have so many blocks more, at the cost of others.</summary>
    private bool TryMakeRoom(ReassemblyBuffer<THeader> buffer, int blocks)
    {
        if (_blocks.Used + blocks <= BlocksPerSource)
        {
            return true;
        }

        int freed;
        int ofSource = 0;
        foreach (ReassemblyBuffer<THeader> other in _byKey.Values)
        {
            ofSource += other.Key.Source == buffer.Key.Source ? other.Blocks : 0;
        }

        for (; ofSource + blocks > BlocksPerSource; ofSource -= freed)
        {
            freed = EvictBlocks(buffer, ofSameSource: true);
            if (freed == 0)
            {
                return false;
            }
        }

        // The source has half at most, so others hold what is missing.
        while (_blocks.Used + blocks > _blocks.Capacity)
        {
            _ = EvictBlocks(buffer, ofSameSource: false);
        }

        return true;
    }

    /// <summary>Lets the oldest datagram go that holds blocks and is not <paramref name="wanting"/>; returns how many it had.</summary>
    private int EvictBlocks(ReassemblyBuffer<THeader> wanting, bool ofSameSource)
    {
        for (LinkedListNode<ReassemblyBuffer<THeader>>? node = _byAge.First; node is not null; node = node.Next)
        {
            ReassemblyBuffer<THeader> buffer = node.Value;
            int blocks = buffer.Blocks;
            if (blocks > 0 && buffer != wanting && (!ofSameSource || buffer.Key.Source == wanting.Key.Source))
            {
                Forget(buffer, ref _evicted);
                return blocks;
            }
        }

        return 0;
    }

    /// <summary>Ends a datagram; <paramref name="counter"/> is where its fragments went.</summary>
    private void Forget(ReassemblyBuffer<THeader> buffer, ref long counter)
    {
        _held -= buffer.Map.Count;
        counter += buffer.Map.Count;
        _ = _byKey.Remove(buffer.Key);
        _byAge.Remove(buffer.Age);
        buffer.Clear(_blocks);
        _spare.Push(buffer);
    }

    private bool IsOverdue(ReassemblyBuffer<THeader> buffer, Instant now) => buffer.Opened + limits.Timeout <= now;

    // Pinned: what is joined here goes from here to a host socket.
    private byte[] Scratch()
    {
        if (_joined.Length == 0)
        {
            _joined = GC.AllocateUninitializedArray<byte>(ushort.MaxValue, pinned: true);
        }

        return _joined;
    }
}
