using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NetKit.Interop.Datagrams;

/// <summary>
/// Builds ancillary data in Linux's layout on 64-bit machines: <c>struct cmsghdr</c> is a 64-bit length (which counts itself), a
/// level and a type; data follows at once and the next header starts at a multiple of eight (cmsg(3)).
/// </summary>
internal ref struct ControlMessageWriter(Span<byte> destination)
{
    public const int HeaderLength = 16;

    private const int Alignment = 8;

    private readonly Span<byte> _destination = destination;

    /// <summary>Octets written, padding included: what goes into msg_controllen.</summary>
    public int Length { get; private set; }

    /// <summary>Octets that a message with this much data takes.</summary>
    public static int SpaceFor(int dataLength) => HeaderLength + Align(dataLength);

    public void AddInt(int level, int type, int value)
    {
        Span<byte> data = Begin(level, type, sizeof(int));
        MemoryMarshal.Write(data, value);
    }

    /// <summary>A 16-bit value in the machine's order, as UDP_SEGMENT takes it.</summary>
    public void AddShort(int level, int type, ushort value)
    {
        Span<byte> data = Begin(level, type, sizeof(ushort));
        MemoryMarshal.Write(data, value);
    }

    /// <summary>Starts a message and returns the place of its data, zeroed.</summary>
    public Span<byte> Begin(int level, int type, int dataLength)
    {
        Span<byte> message = _destination.Slice(Length, SpaceFor(dataLength));
        message.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(message, (ulong)(HeaderLength + dataLength));
        BinaryPrimitives.WriteInt32LittleEndian(message[8..], level);
        BinaryPrimitives.WriteInt32LittleEndian(message[12..], type);
        Length += message.Length;
        return message.Slice(HeaderLength, dataLength);
    }

    internal static int Align(int length) => (length + Alignment - 1) & -Alignment;
}
