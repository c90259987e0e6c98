using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "geteuid", SetLastError = true)]
    internal static partial uint GetEuid();
}
