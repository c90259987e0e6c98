using System;

namespace NetKit.Netstack.Wire.Ntp;

/// <summary>
/// The 64-bit timestamp of RFC 5905 §6: seconds since the start of an era in the high half, a binary fraction in the low. Eras last 136
/// years; the first began with the year 1900, the second begins on 7 February 2036 at 06:28:16. Zero means "unknown".
/// </summary>
public readonly record struct NtpTimestamp(ulong Value)
{
    /// <summary>Octets on the wire.</summary>
    public const int Length = sizeof(ulong);

    /// <summary>1 January 1900 in ticks of 100 ns since the year 1.</summary>
    private const long FirstEra = 599_266_080_000_000_000;

    private const long TicksPerEra = (1L << 32) * TimeSpan.TicksPerSecond;

    /// <summary>The time in no particular era.</summary>
    /// <param name="utcTicks">UTC in ticks of 100 ns since the year 1, as in <see cref="DateTime.Ticks"/>.</param>
    public static NtpTimestamp FromUtcTicks(long utcTicks)
    {
        (long seconds, long ticks) = Math.DivRem(utcTicks - FirstEra, TimeSpan.TicksPerSecond);
        if (ticks < 0)
        {
            seconds--;
            ticks += TimeSpan.TicksPerSecond;
        }

        // Rounded, so that the ticks come back as they were: a tick is 429 units of the fraction.
        ulong fraction = (((ulong)ticks << 32) + TimeSpan.TicksPerSecond / 2) / TimeSpan.TicksPerSecond;
        ulong value = ((ulong)seconds << 32) + fraction;

        // The first instant of an era looks like "unknown"; a quarter of a nanosecond later it does not.
        return new NtpTimestamp(value == 0 ? 1 : value);
    }

    /// <summary>
    /// The time that this means to somebody who knows it within 68 years (RFC 5905 §6: only differences are unambiguous).
    /// </summary>
    /// <param name="nearUtcTicks">UTC in ticks of 100 ns since the year 1, near the result.</param>
    public long ToUtcTicks(long nearUtcTicks)
    {
        long inEra = (long)(Value >> 32) * TimeSpan.TicksPerSecond
            + (long)(((Value & uint.MaxValue) * TimeSpan.TicksPerSecond + (1UL << 31)) >> 32);
        long difference = nearUtcTicks - FirstEra - inEra + TicksPerEra / 2;
        return FirstEra + inEra + FloorDivide(difference, TicksPerEra) * TicksPerEra;
    }

    private static long FloorDivide(long dividend, long divisor) =>
        dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}
