using System;

namespace NetKit.Netstack.Time;

/// <summary>
/// Wake-up times of many owners, earliest first. An owner's deadline mostly moves later (every acknowledgement restarts
/// a retransmission timer), so an entry is only a promise to look again: it may be earlier than the owner's true
/// deadline, and whoever takes it out asks the owner and queues the rest. That makes the common case free.
/// </summary>
public sealed class DeadlineQueue<TOwner> where TOwner : class, IDeadlineOwner
{
    private TOwner[] _heap = new TOwner[64];

    public int Count { get; private set; }

    /// <summary>When to look again; <see cref="Instant.Never"/> when nobody waits.</summary>
    public Instant Earliest => Count == 0 ? Instant.Never : _heap[0].QueuedDeadline;

    /// <summary>Makes sure that the owner is looked at no later than at <paramref name="deadline"/>.</summary>
    public void WakeBy(TOwner owner, Instant deadline)
    {
        if (owner.QueueIndex >= 0)
        {
            if (deadline < owner.QueuedDeadline)
            {
                owner.QueuedDeadline = deadline;
                SiftUp(owner.QueueIndex);
            }

            return;
        }

        if (deadline == Instant.Never)
        {
            return;
        }

        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        owner.QueuedDeadline = deadline;
        Put(owner, Count++);
        SiftUp(owner.QueueIndex);
    }

    /// <summary>Takes out one owner whose time has come.</summary>
    public bool TryTakeDue(Instant now, out TOwner owner)
    {
        owner = null!;
        if (Count == 0 || _heap[0].QueuedDeadline > now)
        {
            return false;
        }

        owner = _heap[0];
        Remove(owner);
        return true;
    }

    /// <summary>Takes an owner out, if it is in.</summary>
    public void Remove(TOwner owner)
    {
        int index = owner.QueueIndex;
        if (index < 0)
        {
            return;
        }

        owner.QueueIndex = -1;
        TOwner last = _heap[--Count];
        _heap[Count] = null!;
        if (index < Count)
        {
            Put(last, index);
            SiftUp(index);
            SiftDown(last.QueueIndex);
        }
    }

    private void Put(TOwner owner, int index)
    {
        _heap[index] = owner;
        owner.QueueIndex = index;
    }

    private void SiftUp(int index)
    {
        TOwner moving = _heap[index];
        while (index > 0 && moving.QueuedDeadline < _heap[(index - 1) / 2].QueuedDeadline)
        {
            Put(_heap[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }

        Put(moving, index);
    }

    private void SiftDown(int index)
    {
        TOwner moving = _heap[index];
        while (true)
        {
            int child = index * 2 + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && _heap[child + 1].QueuedDeadline < _heap[child].QueuedDeadline)
            {
                child++;
            }

            if (_heap[child].QueuedDeadline >= moving.QueuedDeadline)
            {
                break;
            }

            Put(_heap[child], index);
            index = child;
        }

        Put(moving, index);
    }
}
