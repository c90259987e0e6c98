using System;

namespace NetKit.Netstack.Link;

/// <summary>
/// How bad a link is. Every figure holds for each of the two directions by itself: a delay of 50 ms makes a round trip of 100 ms.
/// Probabilities are from 0 to 1 and per frame.
/// </summary>
public sealed record ImpairmentOptions
{
    /// <summary>The longest that a frame may be under way by <see cref="Delay"/> alone.</summary>
    public static TimeSpan LongestDelay => TimeSpan.FromMilliseconds(300);

    /// <summary>How long a frame is under way: 0-300 ms.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What the delay varies by, to both sides. Frames keep their order: only <see cref="Reordering"/> changes it.</summary>
    public TimeSpan Jitter { get; init; }

    public double Loss { get; init; }

    /// <summary>Frames that arrive twice.</summary>
    public double Duplication { get; init; }

    /// <summary>Frames that are overtaken: they come a quarter of the delay later than they would, and at least a millisecond.</summary>
    public double Reordering { get; init; }

    /// <summary>Frames of which one bit is turned over, anywhere in them.</summary>
    public double Corruption { get; init; }

    /// <summary>Bits per second; 0: no limit.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>With a rate: a frame that would have to wait longer for its turn is lost (drop tail).</summary>
    public TimeSpan LongestQueue { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Octets under way in one direction; what is beyond is lost.</summary>
    public int MaximumOctets { get; init; } = 32 << 20;

    /// <summary>Decides which frames are hit: the same seed and the same frames at the same times meet the same fate.</summary>
    public ulong Seed { get; init; } = 1;
}
