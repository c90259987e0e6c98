using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    /// <summary>Linux 5.11 and glibc 2.35; a null timeout waits for ever.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "epoll_pwait2", SetLastError = true)]
    internal static partial int EpollPwait2(int epoll, byte* events, int capacity, TimeSpecification* timeout, void* signalMask);
}
