using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace NetKit.Bench.Load;

/// <summary>How long each of many operations took, in the order they ended.</summary>
internal sealed class Latencies
{
    private readonly List<long> _ticks = new(1 << 20);

    public int Count => _ticks.Count;

    public void Add(long ticks) => _ticks.Add(ticks);

    /// <summary>Microseconds below which the given share of all operations lies; zero when there were none.</summary>
    public double Percentile(double share)
    {
        if (_ticks.Count == 0)
        {
            return 0;
        }

        long[] sorted = [.. _ticks];
        Array.Sort(sorted);
        int index = Math.Min((int)(share * sorted.Length), sorted.Length - 1);
        return sorted[index] * 1e6 / Stopwatch.Frequency;
    }
}
