using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    /// <summary>sched_setattr(2) by number: glibc has had a wrapper only since 2.41.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SchedSetAttr(nint number, int thread, SchedulingAttributes* attributes, uint flags);
}
