using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NetKit.Interop.Datagrams;

internal static unsafe partial class LinuxDatagram
{
    [SupportedOSPlatform("linux")]
    [LibraryImport(Library, EntryPoint = "sendmmsg", SetLastError = true)]
    internal static partial int SendMMsg(int socket, MultiMessageHeader* messages, uint count, int flags);
}
