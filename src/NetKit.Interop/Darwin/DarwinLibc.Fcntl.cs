using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Darwin;

internal static unsafe partial class DarwinLibc
{
    /// <summary>For x86-64, where variadic arguments travel like the others.</summary>
    [SupportedOSPlatform("macos")]
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Fcntl(int fd, int command, nint argument);
}
