using System;

namespace NetKit.Netstack.Time;

/// <summary>
/// A point on the stack's own time line, in ticks of 100 ns since an origin that the caller chooses. It never goes
/// back. The stack reads no clock: whoever drives it says what time it is.
/// </summary>
public readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    /// <summary>The origin of the time line.</summary>
    public static Instant Zero => default;

    /// <summary>Later than everything: an event with this deadline is not going to happen.</summary>
    public static Instant Never => new(long.MaxValue);

    public static Instant FromMilliseconds(long milliseconds) => new(milliseconds * TimeSpan.TicksPerMillisecond);

    public static Instant Min(Instant a, Instant b) => a.Ticks <= b.Ticks ? a : b;

    public static Instant operator +(Instant at, TimeSpan span) => new(at.Ticks + span.Ticks);

    public static Instant operator -(Instant at, TimeSpan span) => new(at.Ticks - span.Ticks);

    public static TimeSpan operator -(Instant later, Instant earlier) => new(later.Ticks - earlier.Ticks);

    public static bool operator <(Instant a, Instant b) => a.Ticks < b.Ticks;

    public static bool operator >(Instant a, Instant b) => a.Ticks > b.Ticks;

    public static bool operator <=(Instant a, Instant b) => a.Ticks <= b.Ticks;

    public static bool operator >=(Instant a, Instant b) => a.Ticks >= b.Ticks;

    public static Instant Add(Instant at, TimeSpan span) => at + span;

    public static TimeSpan Subtract(Instant later, Instant earlier) => later - earlier;

    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    public override string ToString() => this == Never ? "never" : $"{Ticks / (double)TimeSpan.TicksPerMillisecond:0.###} ms";
}
