using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

internal static unsafe partial class Libc
{
    /// <summary>ushort on Darwin, where the upper half of the register is ignored.</summary>
    [LibraryImport(Library, EntryPoint = "umask", SetLastError = true)]
    internal static partial uint Umask(uint mask);
}
