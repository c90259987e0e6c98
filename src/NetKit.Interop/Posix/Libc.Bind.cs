using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(int socket, byte* address, uint length);
}
