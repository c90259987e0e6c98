using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Darwin;

internal static unsafe partial class DarwinLibc
{
    [SupportedOSPlatform("macos")]
    [LibraryImport(Library, EntryPoint = "kevent", SetLastError = true)]
    internal static partial int Kevent(
        int queue, KernelEvent* changes, int changeCount, KernelEvent* events, int capacity, TimeSpecification* timeout);
}
