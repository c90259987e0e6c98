using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int fd, byte* octets, nuint length);
}
