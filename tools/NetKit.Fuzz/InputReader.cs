using System;
using System.Buffers.Binary;

namespace NetKit.Fuzz;

/// <summary>Takes decisions out of an input. Beyond its end everything is zero, so that every input means something.</summary>
internal ref struct InputReader(ReadOnlySpan<byte> input)
{
    private ReadOnlySpan<byte> _left = input;

    public readonly bool IsEmpty => _left.IsEmpty;

    public byte Octet()
    {
        ReadOnlySpan<byte> taken = Take(sizeof(byte));
        return taken.IsEmpty ? (byte)0 : taken[0];
    }

    public ushort Word()
    {
        ReadOnlySpan<byte> taken = Take(sizeof(ushort));
        return taken.Length < sizeof(ushort) ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(taken);
    }

    public uint DoubleWord()
    {
        ReadOnlySpan<byte> taken = Take(sizeof(uint));
        return taken.Length < sizeof(uint) ? 0 : BinaryPrimitives.ReadUInt32BigEndian(taken);
    }

    /// <summary>As many octets as are wanted, or as are left.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        int taken = Math.Min(count, _left.Length);
        ReadOnlySpan<byte> octets = _left[..taken];
        _left = _left[taken..];
        return octets;
    }

    /// <summary>Everything before a mark, which is taken too; of what is longer the beginning.</summary>
    public ReadOnlySpan<byte> TakeTo(ReadOnlySpan<byte> mark, int longest)
    {
        int end = _left.IndexOf(mark);
        ReadOnlySpan<byte> octets = Take(end < 0 ? _left.Length : end);
        _ = Take(mark.Length);
        return octets[..Math.Min(octets.Length, longest)];
    }
}
