using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "execvp", SetLastError = true)]
    internal static partial int ExecVp(byte* file, byte** arguments);
}
