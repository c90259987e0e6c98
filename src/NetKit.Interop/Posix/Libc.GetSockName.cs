using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "getsockname", SetLastError = true)]
    internal static partial int GetSockName(int socket, byte* address, uint* length);
}
