using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    /// <summary>The argument is variadic in C, which makes no difference to how Linux's calling conventions pass an integer.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Fcntl(int fd, int command, nint argument);
}
