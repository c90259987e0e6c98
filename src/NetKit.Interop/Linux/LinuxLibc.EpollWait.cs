using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(int epoll, byte* events, int capacity, int milliseconds);
}
