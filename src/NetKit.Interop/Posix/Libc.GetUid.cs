using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "getuid", SetLastError = true)]
    internal static partial uint GetUid();
}
