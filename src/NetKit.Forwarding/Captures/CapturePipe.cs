using System;
using System.Threading;
using System.Threading.Tasks;

namespace NetKit.Forwarding.Captures;

/// <summary>
/// Blocks on their way from an event loop to whoever writes them down. Bounded: a block that finds no room is not taken, and
/// the loop never waits. The lock is held for a copy; it exists only while somebody captures.
/// </summary>
internal sealed class CapturePipe(int capacity) : IDisposable
{
    private readonly byte[] _ring = new byte[capacity];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _filled = new(0);
    private int _head;
    private int _count;
    private bool _isWaiting;
    private bool _isComplete;

    /// <summary>Nothing that is written will be read.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate)
            {
                return _isComplete;
            }
        }
    }

    /// <summary>False: no room for the whole of it, or nobody reads any more.</summary>
    public bool TryWrite(ReadOnlySpan<byte> block)
    {
        lock (_gate)
        {
            if (_isComplete || block.Length > _ring.Length - _count)
            {
                return false;
            }

            int tail = (_head + _count) % _ring.Length;
            int first = Math.Min(block.Length, _ring.Length - tail);
            block[..first].CopyTo(_ring.AsSpan(tail));
            block[first..].CopyTo(_ring);
            _count += block.Length;
            WakeReader();
            return true;
        }
    }

    /// <summary>Nothing follows what has been written.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            WakeReader();
        }
    }

    /// <summary>Waits until there is something, and takes it. 0: the end. One reader at a time.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellation)
    {
        while (true)
        {
            lock (_gate)
            {
                int taken = Take(destination.Span);
                if (taken > 0 || _isComplete)
                {
                    return taken;
                }

                _isWaiting = true;
            }

            await _filled.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody reads any more. The loop may still write for a while, in vain.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            // A reader whose wait was cancelled has left its mark.
            _isComplete = true;
            _isWaiting = false;
            _filled.Dispose();
        }
    }

    private int Take(Span<byte> destination)
    {
        int taken = Math.Min(destination.Length, _count);
        int first = Math.Min(taken, _ring.Length - _head);
        _ring.AsSpan(_head, first).CopyTo(destination);
        _ring.AsSpan(0, taken - first).CopyTo(destination[first..]);
        _head = (_head + taken) % _ring.Length;
        _count -= taken;
        return taken;
    }

    private void WakeReader()
    {
        if (_isWaiting)
        {
            _isWaiting = false;
            _ = _filled.Release();
        }
    }
}
