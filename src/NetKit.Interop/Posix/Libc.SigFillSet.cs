using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "sigfillset", SetLastError = true)]
    internal static partial int SigFillSet(void* signals);
}
