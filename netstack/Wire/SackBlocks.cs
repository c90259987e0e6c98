using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace NetKit.Netstack.Wire;

/// <summary>Up to four selective acknowledgements, held in place.</summary>
public record struct SackBlocks
{
    /// <summary>As many as 40 octets of options have room for (RFC 2018 §3).</summary>
    public const int Capacity = 4;

    private Slots _slots;
    private byte _count;

    public readonly int Count => _count;

    public readonly SackBlock this[int index]
    {
        get
        {
            Debug.Assert((uint)index < _count, "No such block.");
            return _slots[index];
        }
    }

    /// <summary>Appends a block; false when there is no room.</summary>
    public bool TryAdd(SackBlock block)
    {
        if (_count == Capacity)
        {
            return false;
        }

        _slots[_count++] = block;
        return true;
    }

    public readonly bool Equals(SackBlocks other)
    {
        ReadOnlySpan<SackBlock> mine = _slots;
        ReadOnlySpan<SackBlock> others = other._slots;
        return mine[.._count].SequenceEqual(others[..other._count]);
    }

    public override readonly int GetHashCode() => HashCode.Combine(_count, _slots[0]);

    public override readonly string ToString()
    {
        ReadOnlySpan<SackBlock> blocks = _slots;
        return string.Join(' ', blocks[.._count].ToArray());
    }

    [InlineArray(Capacity)]
    private struct Slots
    {
        private SackBlock _first;
    }
}
