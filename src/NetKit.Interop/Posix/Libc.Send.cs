using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(int socket, byte* octets, nuint length, int flags);
}
