using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetKit.Netstack.Wire;

/// <summary>
/// Adds up octets as 32-bit words of the machine's byte order, with vectors as wide as it has. A sum of 32-bit words folds
/// to the same 16 bits as the sum of their halves, since 2^32 and 2^16 are both 1 modulo 2^16 - 1.
/// </summary>
/// <remarks>
/// Every lane is 64 bits wide and gains less than 2^33 a step. The longest span has 2^31 octets, which is 2^26 steps
/// of the narrower vector, so no lane passes 2^59 and the sum of all of them stays below 2^62: nothing can overflow.
/// </remarks>
internal static class WordSum
{
    private const int WorthAVector = 64;

    public static ulong Of(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < WorthAVector)
        {
            return Scalar(octets);
        }

        // There is no third step for 128 bits: where nothing wider exists, each operation on 256 bits becomes two
        // that do not wait for each other, which is more than twice as fast as a loop over 128 bits.
        return Vector512.IsHardwareAccelerated ? By512(octets) : By256(octets);
    }

    public static ulong By512(ReadOnlySpan<byte> octets)
    {
        Vector512<ulong> sum = Vector512<ulong>.Zero;
        ReadOnlySpan<Vector512<ulong>> vectors = MemoryMarshal.Cast<byte, Vector512<ulong>>(octets);
        foreach (Vector512<ulong> words in vectors)
        {
            sum += (words & Vector512.Create<ulong>(uint.MaxValue)) + (words >>> 32);
        }

        return Vector512.Sum(sum) + Scalar(octets[(vectors.Length * Vector512<byte>.Count)..]);
    }

    public static ulong By256(ReadOnlySpan<byte> octets)
    {
        Vector256<ulong> sum = Vector256<ulong>.Zero;
        ReadOnlySpan<Vector256<ulong>> vectors = MemoryMarshal.Cast<byte, Vector256<ulong>>(octets);
        foreach (Vector256<ulong> words in vectors)
        {
            sum += (words & Vector256.Create<ulong>(uint.MaxValue)) + (words >>> 32);
        }

        return Vector256.Sum(sum) + Scalar(octets[(vectors.Length * Vector256<byte>.Count)..]);
    }

    public static ulong Scalar(ReadOnlySpan<byte> octets)
    {
        ulong sum = 0;
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(octets);
        foreach (uint word in words)
        {
            sum += word;
        }

        ReadOnlySpan<byte> rest = octets[(words.Length * sizeof(uint))..];
        if (rest.Length >= sizeof(ushort))
        {
            sum += MemoryMarshal.Read<ushort>(rest);
            rest = rest[sizeof(ushort)..];
        }

        // RFC 1071 §1(1): an odd octet is the first of a pair whose second is zero.
        return rest.IsEmpty ? sum : sum + (BitConverter.IsLittleEndian ? rest[0] : (ulong)rest[0] << 8);
    }
}
