using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Umount2(string target, int flags);
}
