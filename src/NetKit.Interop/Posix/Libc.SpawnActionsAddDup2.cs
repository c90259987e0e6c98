using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2", SetLastError = true)]
    internal static partial int SpawnActionsAddDup2(void* actions, int fd, int newFd);
}
