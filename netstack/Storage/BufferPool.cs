using System;
using System.Collections.Generic;
using System.Numerics;

namespace NetKit.Netstack.Storage;

/// <summary>
/// Pinned buffers of power-of-two sizes under one budget. Pinned, because the kernel reads and writes them directly and
/// the collector must not move what it points at. One thread owns a pool and everything rented from it.
/// </summary>
/// <remarks>
/// The bound: whoever will need a buffer reserves its octets first (<see cref="TryReserve"/>), and reservations never
/// exceed <see cref="Budget"/>. A reservation over it is refused and the caller makes do with less (a smaller window),
/// never with an exception. So a buffer within a reservation can always be had: a window once promised is kept. Memory is
/// taken when a buffer is rented, not when it is reserved; buffers kept for reuse go first when the two come to more than
/// the budget.
/// </remarks>
public sealed class BufferPool(long budget)
{
    /// <summary>The smallest buffer: 4 KiB.</summary>
    public const int SmallestSize = 1 << SmallestShift;

    /// <summary>The largest buffer: 16 MiB.</summary>
    public const int LargestSize = 1 << LargestShift;

    private const int SmallestShift = 12;
    private const int LargestShift = 24;

    private const int LastShare = 8;

    // What is kept for reuse in each size class: enough to serve a burst, little enough to give memory back.
    private const long KeptPerClass = 2L << 20;

    private readonly Stack<byte[]>[] _free = NewClasses();

    /// <summary>Octets that may be reserved at once.</summary>
    public long Budget { get; } = budget;

    /// <summary>Octets that have been promised to somebody.</summary>
    public long Reserved { get; private set; }

    /// <summary>Octets of the buffers that are rented out now.</summary>
    public long Rented { get; private set; }

    /// <summary>Octets of the buffers that wait for reuse.</summary>
    public long Kept { get; private set; }

    /// <summary>Little of the budget is left: whoever has more than it needs gives back what it can, and nobody asks for more.</summary>
    public bool IsShort => Reserved > Budget - (Budget / LastShare);

    /// <summary>As <see cref="TryReserve"/>, for whoever has enough to go on with: the last eighth is for those who have nothing.</summary>
    public bool TryReserveMore(int octets)
    {
        if (Reserved + octets > Budget - (Budget / LastShare))
        {
            return false;
        }

        Reserved += octets;
        return true;
    }

    /// <summary>Promises that buffers of <paramref name="octets"/> together can be rented; false when the budget is used up.</summary>
    public bool TryReserve(int octets)
    {
        if (Reserved + octets > Budget)
        {
            return false;
        }

        Reserved += octets;
        return true;
    }

    /// <summary>Gives a promise back; the buffers under it have been returned.</summary>
    public void Release(int octets) => Reserved -= octets;

    /// <summary>
    /// A buffer of at least <paramref name="size"/> octets, contents undefined. The caller holds a reservation for the
    /// size rounded up to a power of two. Null above <see cref="LargestSize"/>.
    /// </summary>
    public byte[]? TryRent(int size)
    {
        int shift = ShiftOf(size);
        if (shift > LargestShift)
        {
            return null;
        }

        if (_free[shift - SmallestShift].TryPop(out byte[]? buffer))
        {
            Kept -= buffer.Length;
        }
        else
        {
            DropKept(1L << shift);
            buffer = GC.AllocateUninitializedArray<byte>(1 << shift, pinned: true);
        }

        Rented += buffer.Length;
        return buffer;
    }

    /// <summary>Takes back a buffer that came from <see cref="TryRent"/>; the caller keeps no reference to it.</summary>
    public void Return(byte[] buffer)
    {
        Rented -= buffer.Length;
        Stack<byte[]> free = _free[ShiftOf(buffer.Length) - SmallestShift];
        if ((free.Count + 1L) * buffer.Length <= KeptPerClass || free.Count == 0)
        {
            free.Push(buffer);
            Kept += buffer.Length;
        }
    }

    private void DropKept(long room)
    {
        for (int i = _free.Length - 1; i >= 0 && Rented + Kept + room > Budget; i--)
        {
            while (Rented + Kept + room > Budget && _free[i].TryPop(out byte[]? buffer))
            {
                Kept -= buffer.Length;
            }
        }
    }

    private static int ShiftOf(int size) => Math.Max(SmallestShift, BitOperations.Log2((uint)Math.Max(size, 1) * 2 - 1));

    private static Stack<byte[]>[] NewClasses()
    {
        var classes = new Stack<byte[]>[LargestShift - SmallestShift + 1];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = new Stack<byte[]>();
        }

        return classes;
    }
}
