using System;
using System.Collections.Generic;

namespace NetKit.Bench.Results;

/// <summary>What several runs gave.</summary>
internal readonly record struct Spread(double Median, double Minimum, double Maximum)
{
    /// <summary>At least one value is needed.</summary>
    public static Spread Of(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
