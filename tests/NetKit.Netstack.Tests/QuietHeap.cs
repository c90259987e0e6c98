using System;
using System.Runtime;

namespace NetKit.Netstack.Tests;

/// <summary>
/// Keeps the garbage collector still while allocations are counted: a collection that another thread causes retires this thread's
/// allocation context, and <see cref="GC.GetAllocatedBytesForCurrentThread"/> then counts the rest of it (up to 8 KiB) as used.
/// </summary>
internal readonly ref struct QuietHeap
{
    private const long Budget = 64 << 20;

    private readonly bool _started;

    public QuietHeap() => _started = GC.TryStartNoGCRegion(Budget);

    public void Dispose()
    {
        // The runtime ends the region itself once the budget is used up.
        if (_started && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
        }
    }
}
