using System;
using System.Collections.Generic;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Link;

/// <summary>One direction of a bad link: frames go in, and come out late, twice, damaged, in another order or not at all.</summary>
internal sealed class ImpairedPath(ImpairmentOptions options, ulong seed)
{
    // Copies kept for the next frames; more than these are left to the collector.
    private const int MaximumSpare = 1024;

    private readonly PriorityQueue<HeldFrame, (long At, long Order)> _underWay = new();
    private readonly Stack<HeldFrame> _spare = new();
    private SeededRandom _random = new(seed);
    private Instant _free;
    private Instant _last;
    private long _order;

    public ImpairmentCounters Counters { get; } = new();

    /// <summary>Octets of the frames under way.</summary>
    public int Octets { get; private set; }

    /// <summary>When the next frame comes out.</summary>
    public Instant Deadline => _underWay.TryPeek(out _, out (long At, long Order) next) ? new Instant(next.At) : Instant.Never;

    /// <summary>Takes a frame in, in up to three pieces.</summary>
    public void Offer(Instant now, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        Counters.Offered++;
        if (_random.Chance(options.Loss))
        {
            Counters.Lost++;
            return;
        }

        Carry(now, first, second, third);
        if (_random.Chance(options.Duplication))
        {
            Counters.Duplicated++;
            Carry(now, first, second, third);
        }
    }

    /// <summary>The next frame whose time has come; it stays there until <see cref="Take"/>.</summary>
    public bool TryPeek(Instant now, out HeldFrame frame)
    {
        frame = null!;
        return _underWay.TryPeek(out frame!, out (long At, long Order) next) && next.At <= now.Ticks;
    }

    /// <summary>Takes out the frame that <see cref="TryPeek"/> has shown. Give it to <see cref="Recycle"/> when it is not needed any more.</summary>
    public void Take()
    {
        HeldFrame frame = _underWay.Dequeue();
        Octets -= frame.Length;
        Counters.Carried++;
    }

    public void Recycle(HeldFrame frame)
    {
        if (_spare.Count < MaximumSpare)
        {
            _spare.Push(frame);
        }
    }

    private void Carry(Instant now, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        int length = first.Length + second.Length + third.Length;
        if (Octets + length > options.MaximumOctets || !TryPass(now, length, out Instant passed))
        {
            Counters.Overflowed++;
            return;
        }

        HeldFrame frame = _spare.TryPop(out HeldFrame? spare) ? spare : new HeldFrame();
        frame.Fill(first, second, third);
        if (_random.Chance(options.Corruption) && length > 0)
        {
            Counters.Corrupted++;
            frame.Octets[_random.Below(length)] ^= (byte)(1 << _random.Below(8));
        }

        Octets += length;
        _underWay.Enqueue(frame, (Arrival(passed).Ticks, _order++));
    }

    // When the last bit has left this end. False: too many are in front.
    private bool TryPass(Instant now, int length, out Instant passed)
    {
        passed = now;
        if (options.BitsPerSecond == 0)
        {
            return true;
        }

        Instant start = _free > now ? _free : now;
        if (start - now > options.LongestQueue)
        {
            return false;
        }

        _free = start + new TimeSpan((long)((Int128)length * 8 * TimeSpan.TicksPerSecond / options.BitsPerSecond));
        passed = _free;
        return true;
    }

    private Instant Arrival(Instant passed)
    {
        TimeSpan delay = options.Delay + _random.Around(options.Jitter);
        Instant at = passed + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
        if (_random.Chance(options.Reordering))
        {
            Counters.Reordered++;
            TimeSpan quarter = options.Delay / 4;
            return at + (quarter > TimeSpan.FromMilliseconds(1) ? quarter : TimeSpan.FromMilliseconds(1));
        }

        at = at > _last ? at : _last;
        _last = at;
        return at;
    }
}
