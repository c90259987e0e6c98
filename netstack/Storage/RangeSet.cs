using System;

namespace NetKit.Netstack.Storage;

/// <summary>
/// A bounded set of disjoint half-open ranges of a growing position, in order. Full, it refuses the range that would
/// need one more entry; whoever asked treats the data as not received.
/// </summary>
public sealed class RangeSet(int capacity)
{
    private const int FirstSize = 8;

    // Doubles up to the capacity: most sets never hold more than a few ranges.
    private Range[] _ranges = new Range[Math.Min(FirstSize, capacity)];

    /// <summary>Positions [Start, End).</summary>
    public readonly record struct Range(long Start, long End)
    {
        public long Length => End - Start;
    }

    public int Count { get; private set; }

    public bool IsEmpty => Count == 0;

    public Range this[int index] => _ranges.AsSpan(0, Count)[index];

    /// <summary>Positions covered by all ranges together.</summary>
    public long Total { get; private set; }

    /// <summary>The position behind the last range; zero when there is none.</summary>
    public long Highest => Count == 0 ? 0 : _ranges[Count - 1].End;

    /// <summary>Adds a range, joining what it touches. False when the set is full and the range stands alone.</summary>
    public bool TryAdd(long start, long end)
    {
        if (start >= end)
        {
            return true;
        }

        int first = IndexReaching(start);
        int last = first;
        long joined = 0;
        while (last < Count && _ranges[last].Start <= end)
        {
            start = Math.Min(start, _ranges[last].Start);
            end = Math.Max(end, _ranges[last].End);
            joined += _ranges[last].Length;
            last++;
        }

        if (last == first && !TryMakeRoom())
        {
            return false;
        }

        // The ranges [first, last) become one.
        Array.Copy(_ranges, last, _ranges, first + 1, Count - last);
        Count += 1 - (last - first);
        _ranges[first] = new Range(start, end);
        Total += end - start - joined;
        return true;
    }

    /// <summary>Forgets everything below a position.</summary>
    public void RemoveBelow(long position)
    {
        int gone = 0;
        while (gone < Count && _ranges[gone].End <= position)
        {
            Total -= _ranges[gone++].Length;
        }

        if (gone > 0)
        {
            Array.Copy(_ranges, gone, _ranges, 0, Count - gone);
            Count -= gone;
        }

        if (Count > 0 && _ranges[0].Start < position)
        {
            Total -= position - _ranges[0].Start;
            _ranges[0] = _ranges[0] with { Start = position };
        }
    }

    /// <summary>True when every position of [start, end) is in the set.</summary>
    public bool Covers(long start, long end)
    {
        int index = IndexReaching(start + 1);
        return start >= end || (index < Count && _ranges[index].Start <= start && end <= _ranges[index].End);
    }

    /// <summary>The lowest index whose range ends at <paramref name="position"/> or beyond it; <see cref="Count"/> when none does.</summary>
    public int IndexReaching(long position)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ranges[middle].End < position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    public void Clear()
    {
        Count = 0;
        Total = 0;
    }

    private bool TryMakeRoom()
    {
        if (Count == capacity)
        {
            return false;
        }

        if (Count == _ranges.Length)
        {
            Array.Resize(ref _ranges, Math.Min(Count * 2, capacity));
        }

        return true;
    }
}
