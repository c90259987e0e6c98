using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    /// <summary>sched_getattr(2) by number, as <see cref="SchedSetAttr"/>.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint SchedGetAttr(nint number, int thread, SchedulingAttributes* attributes, uint size, uint flags);
}
