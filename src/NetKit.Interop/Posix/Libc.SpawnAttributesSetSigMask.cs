using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask", SetLastError = true)]
    internal static partial int SpawnAttributesSetSigMask(void* attributes, void* signals);
}
