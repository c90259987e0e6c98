using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    /// <summary>Answers the error number itself.</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawnp", SetLastError = true)]
    internal static partial int PosixSpawnP(int* pid, byte* file, void* actions, void* attributes, byte** arguments, byte** environment);
}
