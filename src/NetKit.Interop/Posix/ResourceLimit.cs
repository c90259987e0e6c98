using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

/// <summary><c>struct rlimit</c> of a 64-bit system.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimit
{
    public ulong Current;
    public ulong Maximum;
}
