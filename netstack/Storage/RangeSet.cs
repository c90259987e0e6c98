using System;

namespace NetKit.Netstack.Storage;

/// <summary>
/// A bounded set of disjoint half-open ranges of a growing position, in order. Full, it refuses the range that would
/// need one more entry; whoever asked treats the data as not received.
/// </summary>
public sealed class RangeSet(int capacity)
{
    private readonly Range[] _ranges = new Range[capacity];

    /// <summary>Positions [Start, End).</summary>
    public readonly record struct Range(long Start, long End)
    {
        public long Length => End - Start;
    }

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public Range this[int index] => _ranges.AsSpan(0, Count)[index];

    /// <summary>Positions covered by all ranges together.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            for (int i = 0; i < Count; i++)
            {
                total += _ranges[i].Length;
            }

            return total;
        }
    }

    /// <summary>Adds a range, joining what it touches. False when the set is full and the range stands alone.</summary>
    public bool TryAdd(long start, long end)
    {
        if (start >= end)
        {
            return true;
        }

        int first = 0;
        while (first < Count && _ranges[first].End < start)
        {
            first++;
        }

        int last = first;
        while (last < Count && _ranges[last].Start <= end)
        {
            start = Math.Min(start, _ranges[last].Start);
            end = Math.Max(end, _ranges[last].End);
            last++;
        }

        if (last == first && Count == capacity)
        {
            return false;
        }

        // The ranges [first, last) become one.
        Array.Copy(_ranges, last, _ranges, first + 1, Count - last);
        Count += 1 - (last - first);
        _ranges[first] = new Range(start, end);
        return true;
    }

    /// <summary>Forgets everything below a position.</summary>
    public void RemoveBelow(long position)
    {
        int gone = 0;
        while (gone < Count && _ranges[gone].End <= position)
        {
            gone++;
        }

        Array.Copy(_ranges, gone, _ranges, 0, Count - gone);
        Count -= gone;
        if (Count > 0 && _ranges[0].Start < position)
        {
            _ranges[0] = _ranges[0] with { Start = position };
        }
    }

    /// <summary>True when every position of [start, end) is in the set.</summary>
    public bool Covers(long start, long end)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_ranges[i].Start <= start && end <= _ranges[i].End)
            {
                return true;
            }
        }

        return start >= end;
    }

    public void Clear() => Count = 0;
}
