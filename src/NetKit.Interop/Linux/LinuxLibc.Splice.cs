using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    /// <summary>Moves octets between a pipe and another descriptor without a copy through this process (splice(2)).</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "splice", SetLastError = true)]
    internal static partial nint Splice(int from, long* fromOffset, int to, long* toOffset, nuint length, uint flags);
}
