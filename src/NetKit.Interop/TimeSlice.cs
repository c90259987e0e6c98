using System;
using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>How long a thread runs in one go while others wait for its processor.</summary>
[SupportedOSPlatform("linux")]
public static unsafe class TimeSlice
{
    private const uint Other = 0;               // SCHED_OTHER
    private const uint Batch = 3;               // SCHED_BATCH

    /// <summary>
    /// Asks for another slice for the calling thread: from 100 µs to 100 ms (sched_setattr(2)). It takes no privilege and no share of anybody's
    /// time. Linux before 6.12 takes it and does nothing.
    /// </summary>
    /// <returns><see cref="Errno.InvalidArgument"/> for a thread that is scheduled in another way, <see cref="Errno.NotSupported"/> for an unknown processor.</returns>
    public static Errno Set(TimeSpan slice)
    {
        if (SystemCall.Number(x64: 314, others: 274) is not { } set || SystemCall.Number(x64: 315, others: 275) is not { } get)
        {
            return Errno.NotSupported;
        }

        SchedulingAttributes attributes = default;
        uint size = (uint)sizeof(SchedulingAttributes);
        if (LinuxLibc.SchedGetAttr(get, 0, &attributes, size, 0) < 0)
        {
            return SystemErrno.Last();
        }

        if (attributes.Policy is not (Other or Batch))
        {
            return Errno.InvalidArgument;
        }

        attributes.Size = size;
        attributes.Runtime = (ulong)(slice.Ticks * TimeSpan.NanosecondsPerTick);
        return LinuxLibc.SchedSetAttr(set, 0, &attributes, 0) < 0 ? SystemErrno.Last() : Errno.None;
    }
}
