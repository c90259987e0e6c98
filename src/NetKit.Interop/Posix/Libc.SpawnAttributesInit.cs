using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init", SetLastError = true)]
    internal static partial int SpawnAttributesInit(void* attributes);
}
