using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Linux;

internal static unsafe partial class LinuxLibc
{
    /// <summary>With no mode bit set it only reads, which everybody may.</summary>
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "adjtimex", SetLastError = true)]
    internal static partial int AdjTimex(byte* structure);
}
