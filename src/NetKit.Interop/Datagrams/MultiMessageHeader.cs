using System.Runtime.InteropServices;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Datagrams;

/// <summary><c>struct mmsghdr</c> of Linux: 64 octets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MultiMessageHeader
{
    public MessageHeader Header;

    /// <summary>Octets sent or received, filled in by the kernel.</summary>
    public uint Length;

    private readonly uint _padding;
}
