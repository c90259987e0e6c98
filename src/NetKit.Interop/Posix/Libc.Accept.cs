using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "accept", SetLastError = true)]
    internal static partial int Accept(int socket, byte* address, uint* length);
}
