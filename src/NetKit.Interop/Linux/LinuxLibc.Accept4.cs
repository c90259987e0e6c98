using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "accept4", SetLastError = true)]
    internal static partial int Accept4(int socket, byte* address, uint* length, int flags);
}
