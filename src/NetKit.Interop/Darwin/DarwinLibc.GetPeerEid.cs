using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Darwin;

internal static unsafe partial class DarwinLibc
{
    [SupportedOSPlatform("macos")]
    [LibraryImport(Library, EntryPoint = "getpeereid", SetLastError = true)]
    internal static partial int GetPeerEid(int socket, uint* user, uint* group);
}
