using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Darwin;

internal static unsafe partial class DarwinLibc
{
    /// <summary>Apple's arm64 ABI puts variadic arguments on the stack: six fillers use up the registers.</summary>
    [SupportedOSPlatform("macos")]
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FcntlArm64(int fd, int command, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, nint argument);
}
