using System;
using NetKit.Interop;

namespace NetKit.Forwarding.Loop;

/// <summary>
/// Who owns which descriptor. Descriptors are small dense numbers, so they index the table themselves; the generation in the token tells
/// an event of today's owner from one that was fetched before the number was closed and given out again.
/// </summary>
internal sealed class HandlerTable
{
    private Slot[] _slots = new Slot[64];

    /// <summary>Remembers the handler and makes the token to register with; false when the descriptor has an owner already.</summary>
    public bool TryAdd(Fd fd, IReadyHandler handler, out long token)
    {
        token = 0;
        if (fd.Value >= _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(fd.Value + 1, _slots.Length * 2));
        }

        ref Slot slot = ref _slots[fd.Value];
        if (slot.Handler is not null)
        {
            return false;
        }

        slot.Handler = handler;
        token = Token(fd.Value, slot.Generation);
        return true;
    }

    /// <summary>The token that the descriptor is registered with; false when nobody owns it.</summary>
    public bool TryFind(Fd fd, out long token)
    {
        token = 0;
        if ((uint)fd.Value >= (uint)_slots.Length || _slots[fd.Value].Handler is null)
        {
            return false;
        }

        token = Token(fd.Value, _slots[fd.Value].Generation);
        return true;
    }

    public bool Remove(Fd fd)
    {
        if ((uint)fd.Value >= (uint)_slots.Length || _slots[fd.Value].Handler is null)
        {
            return false;
        }

        ref Slot slot = ref _slots[fd.Value];
        slot.Handler = null;
        slot.Generation = (slot.Generation + 1) & int.MaxValue;
        return true;
    }

    /// <summary>The owner the token was made for, or null when it has gone.</summary>
    public IReadyHandler? Find(long token)
    {
        ref Slot slot = ref _slots[(int)token];
        return slot.Generation == (int)(token >> 32) ? slot.Handler : null;
    }

    private static long Token(int fd, int generation) => (long)generation << 32 | (uint)fd;

    private struct Slot
    {
        public IReadyHandler? Handler;
        public int Generation;
    }
}
