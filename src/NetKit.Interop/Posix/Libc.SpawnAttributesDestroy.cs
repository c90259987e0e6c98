using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy", SetLastError = true)]
    internal static partial int SpawnAttributesDestroy(void* attributes);
}
