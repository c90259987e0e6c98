using System.Runtime.InteropServices;

namespace NetKit.Interop.Darwin;

/// <summary><c>struct kevent</c>: 32 octets, packed to four (sys/event.h).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct KernelEvent
{
    public nuint Identifier;
    public short Filter;
    public ushort Flags;
    public uint FilterFlags;
    public nint Data;
    public long UserData;
}
