using System;
using System.Collections.Generic;
using System.Numerics;

namespace NetKit.Netstack.Storage;

/// <summary>
/// Pinned buffers of power-of-two sizes under one budget. Pinned, because the kernel reads and writes them directly and
/// the collector must not move what it points at. One thread owns a pool and everything rented from it.
/// </summary>
/// <remarks>
/// The bound: octets rented plus octets kept for reuse never exceed <see cref="Budget"/>; a rent over it is refused and
/// the caller makes do with less (a smaller window), never with an exception.
/// </remarks>
public sealed class BufferPool(long budget)
{
    /// <summary>The smallest buffer: 4 KiB.</summary>
    public const int SmallestSize = 1 << SmallestShift;

    /// <summary>The largest buffer: 16 MiB.</summary>
    public const int LargestSize = 1 << LargestShift;

    private const int SmallestShift = 12;
    private const int LargestShift = 24;

    // What is kept for reuse in each size class: enough to serve a burst, little enough to give memory back.
    private const long KeptPerClass = 4L << 20;

    private readonly Stack<byte[]>[] _free = NewClasses();

    /// <summary>Octets that may be alive at once.</summary>
    public long Budget { get; } = budget;

    /// <summary>Octets of the buffers that are rented out now.</summary>
    public long Rented { get; private set; }

    /// <summary>Octets of the buffers that wait for reuse.</summary>
    public long Kept { get; private set; }

    /// <summary>A buffer of at least <paramref name="size"/> octets, contents undefined; null when the budget is used up.</summary>
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
        else if (Rented + Kept + (1L << shift) <= Budget)
        {
            buffer = GC.AllocateUninitializedArray<byte>(1 << shift, pinned: true);
        }
        else
        {
            return null;
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
