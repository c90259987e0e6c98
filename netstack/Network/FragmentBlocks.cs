using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace NetKit.Netstack.Network;

/// <summary>
/// A bounded number of equal blocks for payload. A datagram takes blocks where it has octets: eight octets at offset 65,000 cost one
/// block, not sixteen. Blocks are made when first needed and then kept.
/// </summary>
internal sealed class FragmentBlocks(int capacity)
{
    /// <summary>Octets of a block.</summary>
    public const int Size = 4096;

    /// <summary>Blocks that the longest datagram needs.</summary>
    public const int PerDatagram = (ushort.MaxValue + Size - 1) / Size;

    private readonly Stack<byte[]> _free = new();

    public int Capacity { get; } = capacity;

    /// <summary>Blocks in use.</summary>
    public int Used { get; private set; }

    /// <summary>Contents undefined; the caller has made sure that there is one.</summary>
    public byte[] Take()
    {
        Debug.Assert(Used < Capacity);
        Used++;
        return _free.TryPop(out byte[]? block) ? block : GC.AllocateUninitializedArray<byte>(Size);
    }

    public void Return(byte[] block)
    {
        Used--;
        _free.Push(block);
    }
}
