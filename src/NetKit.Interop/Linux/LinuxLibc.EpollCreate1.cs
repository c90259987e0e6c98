using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate1(int flags);
}
