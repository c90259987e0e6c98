using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Darwin;

internal static unsafe partial class DarwinLibc
{
    [SupportedOSPlatform("macos")]
    [LibraryImport(Library, EntryPoint = "kqueue", SetLastError = true)]
    internal static partial int Kqueue();
}
