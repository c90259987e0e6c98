using System;
using System.Diagnostics;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// What has arrived and is not read yet, what has arrived ahead of its turn, and the window promised to the peer.
/// Positions count the octets of the stream from zero, so they never wrap.
/// </summary>
/// <remarks>
/// The window is what can be stored: <see cref="Capacity"/> octets are reserved in the pool as long as the connection
/// lives, a buffer is rented when there is something to hold. The promised right edge never moves back
/// (RFC 9293 §3.8.6), so when the owner reads slowly the window closes by standing still.
/// </remarks>
internal sealed class ReceiveQueue(BufferPool pool, TcpSettings settings)
{
    // Each gap is a run of losses; a peer that leaves more of them than this open sends the rest again.
    private const int MaximumGaps = 1024;

    // What is allowed to a local peer, which needs no time for the way but does not always run.
    private static readonly TimeSpan LocalPeriod = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan UnknownPeriod = TimeSpan.FromMilliseconds(200);

    private readonly OctetRing _ring = new(pool);
    private RangeSet? _ahead;
    private long _latest;
    private Instant _periodStart;
    private long _periodOctets;

    /// <summary>The position of the next octet expected: RCV.NXT.</summary>
    public long Next { get; private set; }

    /// <summary>The first position that the peer may not send: RCV.NXT + RCV.WND.</summary>
    public long Edge { get; private set; }

    /// <summary>Where the stream ends, once the peer has said it: nothing behind that is taken.</summary>
    public long End { get; private set; } = long.MaxValue;

    /// <summary>Octets that can be stored.</summary>
    public int Capacity { get; private set; }

    /// <summary>The shortest round trip to the peer; zero as long as it is not known.</summary>
    public TimeSpan RoundTrip { get; set; }

    /// <summary>Octets in order that wait to be read.</summary>
    public int Length => _ring.Length;

    /// <summary>Nothing waits and nothing is ahead: what comes next can be handed on without being stored.</summary>
    public bool IsEmpty => _ring.Length == 0 && !HasGaps;

    /// <summary>Something arrived ahead of its turn.</summary>
    public bool HasGaps => _ahead is { IsEmpty: false };

    /// <summary>Reserves the first window; false when not even the smallest can be had.</summary>
    public bool TryOpen()
    {
        for (int size = settings.InitialWindow; size >= settings.MinimumWindow; size /= 2)
        {
            if (pool.TryReserve(size))
            {
                Capacity = size;
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives everything back.</summary>
    public void Release()
    {
        _ring.Release();
        _ahead?.Clear();
        pool.Release(Capacity);
        Capacity = 0;
    }

    /// <summary>
    /// The right edge to promise now, <paramref name="most"/> octets away at most. It moves when it can move far enough (RFC 9293 §3.8.6.2.2:
    /// silly windows).
    /// </summary>
    public long EdgeToPromise(int segmentSize, int most = int.MaxValue)
    {
        // When memory is short a large window does not move until half of it is used up, and then is half of it.
        long possible = Next + Math.Min((MustShrink ? Capacity / 2 : Capacity) - _ring.Length, most);
        return possible - Edge >= Math.Min(Capacity / 2, segmentSize) ? possible : Edge;
    }

    /// <summary>The peer has been told.</summary>
    public void Promise(long edge) => Edge = Math.Max(Edge, edge);

    /// <summary>The peer says that the stream ends there. False: it has sent octets behind that, or said another place.</summary>
    public bool TryEnd(long position)
    {
        bool isLawful = position >= Math.Max(Next, _ahead?.Highest ?? 0) && (End == long.MaxValue || End == position);
        End = isLawful ? position : End;
        return isLawful;
    }

    /// <summary>Cuts off what was received already and what is beyond the window; false when nothing is left.</summary>
    public bool TryTrim(ref long position, ref ReadOnlySpan<byte> octets)
    {
        long skip = Math.Max(Next - position, 0);
        long end = Math.Min(position + octets.Length, Math.Min(Edge, End));
        if (position + skip >= end)
        {
            return false;
        }

        octets = octets[(int)skip..(int)(end - position)];
        position += skip;
        return true;
    }

    /// <summary>Counts octets as received of which the owner has taken the first <paramref name="taken"/>, and queues the others.</summary>
    public void Receive(Instant now, ReadOnlySpan<byte> octets, int taken)
    {
        Debug.Assert(taken == 0 || IsEmpty, "The queue stands before what has just arrived.");
        Next += octets.Length;
        if (taken < octets.Length)
        {
            ReadOnlySpan<byte> rest = octets[taken..];
            _ = _ring.TryGrow(_ring.Length + rest.Length);
            _ring.WriteAt(_ring.Length, rest);
            _ring.Commit(rest.Length);
        }

        Tune(now, octets.Length);
    }

    /// <summary>
    /// Queues the last octets received again, in front of everything else: the owner had taken them. The caller writes them. False: there is no
    /// memory.
    /// </summary>
    public bool TryGiveBack(int count, out Span<byte> first, out Span<byte> rest)
    {
        int held = HasGaps ? (int)(_ahead!.Highest - Next) + _ring.Length : _ring.Length;
        first = rest = default;
        if (!_ring.TryGrow(held + count))
        {
            return false;
        }

        _ring.GetReturned(count, out first, out rest);
        return true;
    }

    /// <summary>
    /// Stores octets at their place, and counts as received what is in order now. False: there are too many gaps.
    /// </summary>
    public bool TryStore(Instant now, long position, ReadOnlySpan<byte> octets)
    {
        int offset = (int)(position - Next) + _ring.Length;
        if (!_ring.TryGrow(offset + octets.Length))
        {
            return false;
        }

        if (position > Next)
        {
            _latest = position;
            _ahead ??= new RangeSet(MaximumGaps);
            if (!_ahead.TryAdd(position, position + octets.Length))
            {
                return false;
            }

            _ring.WriteAt(offset, octets);
            return true;
        }

        _ring.WriteAt(offset, octets);
        long end = position + octets.Length;
        while (HasGaps && _ahead![0].Start <= end)
        {
            end = Math.Max(end, _ahead[0].End);
            _ahead.RemoveBelow(end);
        }

        int advance = (int)(end - Next);
        _ring.Commit(advance);
        Next = end;
        Tune(now, advance);
        return true;
    }

    /// <summary>Octets waiting, in order.</summary>
    public void GetReadable(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest) =>
        _ring.GetReadable(0, _ring.Length, out first, out rest);

    public void Consume(int count)
    {
        _ring.Consume(count);
        if (_ring.Length == 0 && !HasGaps)
        {
            _ring.Release();
        }

        ShrinkIfShort();
    }

    /// <summary>All of [start, end) arrived ahead of its turn before.</summary>
    public bool IsAhead(long start, long end) => HasGaps && _ahead!.Covers(start, end);

    /// <summary>Runs of octets that arrived ahead of their turn.</summary>
    public int Gaps => _ahead?.Count ?? 0;

    public RangeSet.Range Gap(int index) => _ahead![index];

    /// <summary>The index of the run that grew last; 0 when it has been received since.</summary>
    public int LatestGap
    {
        get
        {
            for (int i = 0; i < Gaps; i++)
            {
                if (_ahead![i].Start <= _latest && _latest < _ahead[i].End)
                {
                    return i;
                }
            }

            return 0;
        }
    }

    private bool MustShrink => pool.IsShort && Capacity > settings.InitialWindow;

    // A window that a sender fills within two round trips holds it up, or soon will.
    private void Tune(Instant now, int octets)
    {
        if (now - _periodStart > Period)
        {
            _periodStart = now;
            _periodOctets = 0;
        }

        _periodOctets += octets;
        ShrinkIfShort();
        if (_periodOctets >= Capacity && Capacity < settings.LargestWindow(RoundTrip) && pool.TryReserveMore(Capacity))
        {
            Capacity *= 2;
            _periodOctets = 0;
        }
    }

    private TimeSpan Period
    {
        get
        {
            TimeSpan wait = RoundTrip == TimeSpan.Zero ? UnknownPeriod : RoundTrip * 2;
            return wait > LocalPeriod || Capacity >= settings.MaximumLocalWindow ? wait : LocalPeriod;
        }
    }

    // Nothing that was promised is taken back: only what the edge has left behind.
    private void ShrinkIfShort()
    {
        int half = Capacity / 2;
        if (MustShrink && Edge - Next + _ring.Length <= half && _ring.Capacity <= half)
        {
            pool.Release(half);
            Capacity = half;
        }
    }
}
