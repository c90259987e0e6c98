using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;

namespace NetKit.Forwarding.Loop;

/// <summary>Work on its way into a loop, from any thread: bounded, first in first out, no allocation.</summary>
internal sealed class WorkQueue(int capacity)
{
    private readonly Action?[] _ring = new Action?[capacity];
    private readonly Lock _gate = new();
    private int _head;
    private int _count;
    private bool _closed;

    /// <summary>A snapshot: other threads may be adding.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>False when the queue is full or closed: the work will not be done.</summary>
    public bool TryEnqueue(Action work, out bool wasEmpty)
    {
        lock (_gate)
        {
            wasEmpty = _count == 0;
            if (_closed || _count == _ring.Length)
            {
                return false;
            }

            _ring[(_head + _count) % _ring.Length] = work;
            _count++;
            return true;
        }
    }

    public bool TryDequeue([NotNullWhen(true)] out Action? work)
    {
        lock (_gate)
        {
            if (_count == 0)
            {
                work = null;
                return false;
            }

            work = _ring[_head]!;
            _ring[_head] = null;
            _head = (_head + 1) % _ring.Length;
            _count--;
            return true;
        }
    }

    /// <summary>Takes nothing more in if it is empty; false when there is work left to do first.</summary>
    public bool TryCloseEmpty()
    {
        lock (_gate)
        {
            _closed = _count == 0;
            return _closed;
        }
    }
}
