using System;

namespace NetKit.Netstack.Wire.Ntp;

/// <summary>The 32-bit duration of RFC 5905 §6: seconds in the high half, a binary fraction in the low; up to 18 hours.</summary>
public readonly record struct NtpShort(uint Value)
{
    /// <summary>
    /// Rounds up: an error bound must not get better on its way. What is negative is zero, what is too long is the longest.
    /// </summary>
    public static NtpShort From(TimeSpan duration)
    {
        if (duration <= TimeSpan.Zero)
        {
            return default;
        }

        // At most 2^16 s are 2^40 ticks: shifted by 16 they fit.
        ulong ticks = (ulong)Math.Min(duration.Ticks, (1L << 16) * TimeSpan.TicksPerSecond);
        ulong units = ((ticks << 16) + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        return new NtpShort((uint)Math.Min(units, uint.MaxValue));
    }
}
