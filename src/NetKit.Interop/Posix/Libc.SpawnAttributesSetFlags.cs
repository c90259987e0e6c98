using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags", SetLastError = true)]
    internal static partial int SpawnAttributesSetFlags(void* attributes, short flags);
}
