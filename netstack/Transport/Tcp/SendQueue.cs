using System;
using NetKit.Netstack.Storage;

namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// What the owner wants sent and the peer has not acknowledged. Positions count the octets of the stream from zero; the
/// FIN is the one behind the last octet.
/// </summary>
internal sealed class SendQueue(BufferPool pool, TcpSettings settings)
{
    // Reserved as long as the connection lives: one that had nothing would wait for an acknowledgement that never comes.
    private const int Floor = BufferPool.SmallestSize;

    private readonly OctetRing _ring = new(pool);
    private int _reserved;

    // What the ring should hold. It doubles when the queue turns out to be what limits the flow.
    private int _target = settings.InitialWindow;

    // The ring's head. It lags one position behind once the FIN, which the ring does not hold, is acknowledged.
    private long _dataStart;

    // Up to which position MostInFlight speaks of what was under way.
    private long _mostUntil;

    /// <summary>The first position that is not acknowledged: SND.UNA.</summary>
    public long Unacknowledged { get; private set; }

    /// <summary>The first position that was never sent: SND.NXT.</summary>
    public long Next { get; private set; }

    /// <summary>The owner has said that nothing follows.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>The shortest round trip to the peer; zero as long as it is not known.</summary>
    public TimeSpan RoundTrip { get; set; }

    /// <summary>Octets to grow to at most, a power of two; a queue that is longer already keeps its room.</summary>
    public int Limit { get; set; } = int.MaxValue;

    /// <summary>Octets queued, sent or not.</summary>
    public int Length => _ring.Length;

    /// <summary>The position behind the last octet, where the FIN stands.</summary>
    public long DataEnd => _dataStart + _ring.Length;

    /// <summary>The position behind everything there is to send, the FIN included.</summary>
    public long End => DataEnd + (IsFinished ? 1 : 0);

    public bool HasUnsent => Next < End;

    /// <summary>Positions sent and not acknowledged.</summary>
    public long InFlight => Next - Unacknowledged;

    /// <summary>
    /// The most positions that were under way at once within the last round trip. Acknowledgements are read many at a time, and nothing is
    /// sent in between: at the last of them <see cref="InFlight"/> says little about how much of the window was used.
    /// </summary>
    public long MostInFlight { get; private set; }

    public bool FinIsSent => IsFinished && Next == End;

    /// <summary>Everything, the FIN too, has been acknowledged.</summary>
    public bool FinIsAcknowledged => IsFinished && Unacknowledged == End;

    /// <summary>Reserves the least there must be; false when even that cannot be had.</summary>
    public bool TryOpen()
    {
        if (!pool.TryReserve(Floor))
        {
            return false;
        }

        _reserved = Floor;
        return true;
    }

    /// <summary>The free space behind what is queued, in up to two pieces: to be filled, then counted with <see cref="Commit"/>.</summary>
    public void GetWritable(out Span<byte> first, out Span<byte> rest)
    {
        if (_ring.Capacity < Math.Min(_target, Limit))
        {
            Grow();
        }

        _ring.GetWritable(int.MaxValue, out first, out rest);
    }

    public void Commit(int count) => _ring.Commit(count);

    /// <summary>Nothing follows: a FIN goes out behind the last octet.</summary>
    public void Finish() => IsFinished = true;

    /// <summary>The octets of [position, position + count), without the FIN.</summary>
    public void GetSpan(long position, int count, out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest) =>
        _ring.GetReadable((int)(position - _dataStart), count, out first, out rest);

    /// <summary>Positions up to <paramref name="end"/> have been sent.</summary>
    public void Sent(long end)
    {
        Next = Math.Max(Next, end);
        if (InFlight >= MostInFlight || Unacknowledged >= _mostUntil)
        {
            MostInFlight = InFlight;
            _mostUntil = Next;
        }
    }

    /// <summary>The peer has everything below <paramref name="position"/>.</summary>
    public void Acknowledge(long position)
    {
        // A full queue that is all under way: with a larger one, more would be.
        if (_ring.Free == 0 && Next >= DataEnd && _target < Math.Min(settings.LargestWindow(RoundTrip), Limit) && !pool.IsShort)
        {
            _target = Math.Max(_target, _ring.Capacity) * 2;
        }

        Unacknowledged = position;
        long data = Math.Min(position, DataEnd);
        _ring.Consume((int)(data - _dataStart));
        _dataStart = data;
        if (_ring.Length == 0)
        {
            // An idle connection holds no memory.
            Release(down: Floor);
        }
    }

    /// <summary>Gives the memory back; what was queued is gone.</summary>
    public void Close() => Release(down: 0);

    private void Release(int down)
    {
        _ring.Release();
        pool.Release(_reserved - down);
        _reserved = down;
    }

    // As much as the budget has, if not all, and never less than the floor.
    private void Grow()
    {
        for (int size = Math.Min(_target, Limit); size > _ring.Capacity && size >= settings.MinimumWindow; size /= 2)
        {
            int more = size - _reserved;
            if (!(size > settings.InitialWindow ? pool.TryReserveMore(more) : pool.TryReserve(more)))
            {
                continue;
            }

            if (_ring.TryGrow(size))
            {
                _reserved = size;
            }
            else
            {
                pool.Release(more);
            }

            return;
        }

        _ = _ring.TryGrow(Floor);
    }
}
