using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

/// <summary><c>struct iovec</c>: 16 octets on both systems.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Length;
}
