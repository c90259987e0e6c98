using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NetKit.Interop.Bpf;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    /// <summary>bpf(2) by number: glibc has no wrapper.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint Bpf(nint number, int command, BpfLoadRequest* request, uint length);
}
