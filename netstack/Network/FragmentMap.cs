using System;

namespace NetKit.Netstack.Network;

/// <summary>
/// Which parts of a datagram have arrived: places without a common octet, in order. Unlike in RFC 815 fragments are not melted into holes,
/// since a duplicate is only one when it has exactly the place of another.
/// </summary>
internal sealed class FragmentMap(int capacity)
{
    private const int Unknown = -1;
    private const int FirstSize = 16;

    private Place[] _places = new Place[Math.Min(FirstSize, capacity)];
    private int _received;

    /// <summary>Octets [Start, End) of the datagram; 65,535 is the last possible end.</summary>
    private readonly record struct Place(ushort Start, ushort End);

    public int Count { get; private set; }

    /// <summary>Octets of the whole datagram; -1 until its last fragment has arrived.</summary>
    public int TotalLength { get; private set; } = Unknown;

    public bool IsComplete => _received == TotalLength;

    /// <summary>The octets of the first fragment; zero while it is missing.</summary>
    public int FirstLength => Count > 0 && _places[0].Start == 0 ? _places[0].End : 0;

    public void Clear()
    {
        Count = 0;
        _received = 0;
        TotalLength = Unknown;
    }

    /// <summary>Asks about octets [start, end), of which there is at least one; <paramref name="more"/> says that others follow.</summary>
    public FragmentFit Classify(int start, int end, bool more)
    {
        bool endIsKnown = TotalLength != Unknown;
        bool contradicts = more ? endIsKnown && end >= TotalLength
            : endIsKnown ? end != TotalLength
            : Count > 0 && _places[Count - 1].End >= end;
        if (contradicts)
        {
            return FragmentFit.Contradiction;
        }

        int index = IndexOf(start);
        if (index < Count && _places[index] == new Place((ushort)start, (ushort)end))
        {
            return FragmentFit.SamePlace;
        }

        bool overlaps = (index > 0 && _places[index - 1].End > start) || (index < Count && _places[index].Start < end);
        return overlaps ? FragmentFit.Overlap : Count == capacity ? FragmentFit.TooMany : FragmentFit.New;
    }

    /// <summary>Notes the arrival of what <see cref="Classify"/> called new.</summary>
    public void Add(int start, int end, bool more)
    {
        if (Count == _places.Length)
        {
            Array.Resize(ref _places, Math.Min(Count * 2, capacity));
        }

        int index = IndexOf(start);
        Array.Copy(_places, index, _places, index + 1, Count - index);
        _places[index] = new Place((ushort)start, (ushort)end);
        Count++;
        _received += end - start;
        if (!more)
        {
            TotalLength = end;
        }
    }

    /// <summary>The first place that does not start before <paramref name="start"/>.</summary>
    private int IndexOf(int start)
    {
        // Fragments mostly come in order.
        if (Count == 0 || _places[Count - 1].Start < start)
        {
            return Count;
        }

        int low = 0;
        int high = Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_places[middle].Start < start)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
