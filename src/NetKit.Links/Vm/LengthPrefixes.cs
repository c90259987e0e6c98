using System;
using System.Buffers.Binary;

namespace NetKit.Links.Vm;

/// <summary>Reads and writes the length of a frame.</summary>
internal static class LengthPrefixes
{
    public const int Longest = sizeof(uint);

    public static int Octets(this LengthPrefix prefix) => prefix is LengthPrefix.Four ? sizeof(uint) : sizeof(ushort);

    /// <summary>Octets of the longest frame that can be told: there is none with more than <see cref="FrameSplitter.LongestFrame"/>.</summary>
    public static int LongestFrame(this LengthPrefix prefix) => prefix is LengthPrefix.Four ? FrameSplitter.LongestFrame : ushort.MaxValue;

    public static uint Read(this LengthPrefix prefix, ReadOnlySpan<byte> octets) => prefix is LengthPrefix.Four
        ? BinaryPrimitives.ReadUInt32BigEndian(octets)
        : BinaryPrimitives.ReadUInt16LittleEndian(octets);

    public static void Write(this LengthPrefix prefix, Span<byte> octets, int length)
    {
        if (prefix is LengthPrefix.Four)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets, (uint)length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(octets, (ushort)length);
        }
    }
}
