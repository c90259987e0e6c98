using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "readv", SetLastError = true)]
    internal static partial nint ReadV(int fd, IoVector* vectors, int count);
}
