using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "writev", SetLastError = true)]
    internal static partial nint WriteV(int fd, IoVector* vectors, int count);
}
