using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>
/// Octets that lie in several places and leave with one call: <see cref="Sockets.Send(Fd, GatheredOctets)"/>. Only their addresses are kept, so
/// they must be in pinned memory, and stay there until <see cref="Clear"/>.
/// </summary>
public sealed unsafe class GatheredOctets
{
    /// <summary>How many places there may be.</summary>
    public const int MaximumPieces = 16;

    private readonly IoVector[] _pieces = GC.AllocateArray<IoVector>(MaximumPieces, pinned: true);

    /// <summary>Octets in all places.</summary>
    public int Length { get; private set; }

    internal int Count { get; private set; }

    internal IoVector* Pieces => (IoVector*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_pieces));

    /// <summary>Puts octets behind the others; false: there are too many places.</summary>
    public bool TryAdd(ReadOnlySpan<byte> pinned)
    {
        if (Count == MaximumPieces)
        {
            return false;
        }

        _pieces[Count++] = new IoVector
        {
            Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(pinned)),
            Length = (nuint)pinned.Length,
        };
        Length += pinned.Length;
        return true;
    }

    /// <summary>Copies what is behind the first <paramref name="offset"/> octets into two places, which have room for exactly that.</summary>
    public void CopyTo(int offset, Span<byte> first, Span<byte> rest)
    {
        foreach (IoVector piece in _pieces.AsSpan(0, Count))
        {
            ReadOnlySpan<byte> octets = new(piece.Base, (int)piece.Length);
            int skipped = Math.Min(offset, octets.Length);
            offset -= skipped;
            octets = octets[skipped..];
            int inFirst = Math.Min(octets.Length, first.Length);
            octets[..inFirst].CopyTo(first);
            octets[inFirst..].CopyTo(rest);
            first = first[inFirst..];
            rest = rest[(octets.Length - inFirst)..];
        }
    }

    /// <summary>Forgets all places.</summary>
    public void Clear()
    {
        Count = 0;
        Length = 0;
    }
}
