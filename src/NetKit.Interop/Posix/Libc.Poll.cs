using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollRequest* requests, nuint count, int milliseconds);
}
