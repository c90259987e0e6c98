using System.Diagnostics;

namespace NetKit.Bench.Load;

/// <summary>CLOCK_MONOTONIC, which all processes of a machine share.</summary>
internal static class MonotonicClock
{
    public static long Nanoseconds => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
}
