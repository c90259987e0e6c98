using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy", SetLastError = true)]
    internal static partial int SpawnActionsDestroy(void* actions);
}
