using System.Diagnostics;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Loop;

/// <summary>The system's monotonic clock on the stack's time line; all loops of a process share it, so their instants compare.</summary>
public static class MonotonicClock
{
    public static Instant Now => new(Stopwatch.GetElapsedTime(0).Ticks);
}
