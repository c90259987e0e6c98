using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

/// <summary>
/// <c>struct msghdr</c>. Linux has size_t counts (56 octets), Darwin 32-bit ones (48 octets) at the same offsets, with the flags
/// right behind the control length; both systems are little-endian, so counts written here read correctly on both.
/// Only <see cref="Flags"/> must be read through the property.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public byte* Name;
    public uint NameLength;
    private readonly uint _padding;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    private nuint _controlLength;
    private readonly int _linuxFlags;
    private readonly int _trailer;

    public nuint ControlLength
    {
        readonly get => (uint)_controlLength;
        set => _controlLength = value;
    }

    /// <summary>What recvmsg says about the message, e.g. that it or its control data was truncated.</summary>
    public readonly int Flags(bool darwin) => darwin ? (int)((ulong)_controlLength >> 32) : _linuxFlags;
}
