using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollCtl(int epoll, int operation, int fd, byte* registration);
}
