using System;
using NetKit.Netstack.Link;

namespace NetKit.Netstack.Tests.Network;

/// <summary>Frames in memory, first in, first out. Nothing is allocated once each place has been used.</summary>
/// <param name="capacity">Frames that it holds.</param>
/// <param name="room">Octets of a frame that it is made for; longer ones cost a new buffer.</param>
internal sealed class FrameQueue(int capacity = 512, int room = 2048)
{
    private readonly Slot[] _slots = new Slot[capacity];
    private int _head;

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    public void Add(in OutgoingFrame frame)
    {
        ref Slot slot = ref Tail(frame.Length);
        frame.Headers.CopyTo(slot.Octets);
        frame.Payload.CopyTo(slot.Octets.AsSpan(frame.Headers.Length));
        frame.PayloadRest.CopyTo(slot.Octets.AsSpan(frame.Headers.Length + frame.Payload.Length));
        slot.Offload = frame.Offload;
    }

    public void Add(ReadOnlySpan<byte> frame, FrameOffload offload)
    {
        ref Slot slot = ref Tail(frame.Length);
        frame.CopyTo(slot.Octets);
        slot.Offload = offload;
    }

    /// <summary>Takes the first frame; it is valid until as many others were added as there is room for.</summary>
    public ReceivedFrame Take()
    {
        ref Slot slot = ref _slots[_head];
        _head = (_head + 1) % capacity;
        Count--;
        return new ReceivedFrame(slot.Octets.AsSpan(0, slot.Length), slot.Offload);
    }

    private ref Slot Tail(int length)
    {
        ref Slot slot = ref _slots[(_head + Count++) % capacity];
        slot.Length = length;
        if (slot.Octets is null || slot.Octets.Length < length)
        {
            slot.Octets = new byte[Math.Max(length, room)];
        }

        return ref slot;
    }

    private struct Slot
    {
        public byte[] Octets;
        public int Length;
        public FrameOffload Offload;
    }
}
