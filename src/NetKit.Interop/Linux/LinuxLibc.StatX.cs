using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    /// <summary>statx(2), whose answer has one layout on every architecture, which that of stat(2) has not.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatX(int directory, string path, int flags, uint mask, byte* answer);
}
