using System;
using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

/// <summary><c>struct timespec</c> of a 64-bit system.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpecification
{
    public long Seconds;
    public long Nanoseconds;

    public static TimeSpecification From(TimeSpan span) => new()
    {
        Seconds = span.Ticks / TimeSpan.TicksPerSecond,
        Nanoseconds = span.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
    };
}
