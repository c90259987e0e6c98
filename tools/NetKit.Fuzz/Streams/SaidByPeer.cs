using System.Collections.Generic;

namespace NetKit.Fuzz.Streams;

/// <summary>Which octets of its stream the peer has sent, and where it ended: what may be acknowledged and delivered.</summary>
internal sealed class SaidByPeer
{
    private readonly List<(long Start, long End)> _ahead = [];
    private readonly HashSet<long> _ends = [];

    /// <summary>Everything before this position was sent at least once.</summary>
    public long Contiguous { get; private set; }

    public void Say(long start, int length, bool isEnd)
    {
        if (isEnd)
        {
            _ = _ends.Add(start + length);
        }

        if (length > 0)
        {
            _ahead.Add((start, start + length));
        }

        bool isMore = true;
        while (isMore)
        {
            isMore = false;
            foreach ((long from, long to) in _ahead)
            {
                if (from <= Contiguous && to > Contiguous)
                {
                    Contiguous = to;
                    isMore = true;
                }
            }
        }

        _ = _ahead.RemoveAll(range => range.End <= Contiguous);
    }

    /// <summary>An acknowledgement of everything before this position is true.</summary>
    public bool MayAcknowledge(long position) =>
        position <= Contiguous || (position - 1 <= Contiguous && _ends.Contains(position - 1));

    public bool EndsAt(long position) => _ends.Contains(position);
}
