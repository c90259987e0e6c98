namespace NetKit.Netstack.Transport.Tcp;

/// <summary>
/// What was sent again in a recovery, and how far the flow had come then. When something sent later has arrived and the retransmission has
/// not, it was lost as well: without that, only a time-out would tell (RFC 6675 §5.1; RFC 8985 has the idea with times for positions).
/// </summary>
/// <remarks>Bounded: of more than it holds, the oldest are left to the time-out.</remarks>
internal sealed class RetransmissionLog
{
    private const int Size = 128;

    private readonly Entry[] _entries = new Entry[Size];
    private int _head;
    private int _count;

    /// <param name="Start">The first octet.</param>
    /// <param name="End">The position behind the last.</param>
    /// <param name="Mark">SND.NXT when they were sent again: what is at or behind it was sent later.</param>
    public readonly record struct Entry(long Start, long End, long Mark);

    public void Add(long start, long end, long mark)
    {
        if (_count == Size)
        {
            _head = (_head + 1) % Size;
            _count--;
        }

        _entries[(_head + _count++) % Size] = new Entry(start, end, mark);
    }

    /// <summary>Takes out the oldest entry if octets up to <paramref name="arrived"/> were sent <paramref name="margin"/> octets after it.</summary>
    public bool TryTake(long arrived, long margin, out Entry entry)
    {
        entry = _entries[_head];
        if (_count == 0 || arrived < entry.Mark + margin)
        {
            return false;
        }

        _head = (_head + 1) % Size;
        _count--;
        return true;
    }

    public void Clear() => _count = 0;
}
