using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "socketpair", SetLastError = true)]
    internal static partial int SocketPair(int family, int type, int protocol, int* pair);
}
