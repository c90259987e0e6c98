using System.Runtime.InteropServices;

namespace NetKit.Interop.Linux;

/// <summary>The first version of <c>struct sched_attr</c> (linux/sched/types.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SchedulingAttributes
{
    public uint Size;
    public uint Policy;
    public ulong Flags;
    public int Nice;
    public uint Priority;

    /// <summary>Nanoseconds. Of ordinary threads: how long they run in one go where others wait, since Linux 6.12.</summary>
    public ulong Runtime;

    public ulong Deadline;
    public ulong Period;
}
