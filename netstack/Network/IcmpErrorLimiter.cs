using System;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Network;

/// <summary>
/// A token bucket for ICMP errors (RFC 4443 §2.4(f), RFC 1812 §4.3.2.8): so many a second in the long run, and so many at once, which is
/// what a traceroute needs.
/// </summary>
/// <remarks>
/// Kept as one time instead of a fill level: when the bucket will be full again. A token makes that later by what one costs; a bucket
/// that would need longer than a whole filling has none.
/// </remarks>
public sealed class IcmpErrorLimiter
{
    /// <summary>Errors a second, as much as Linux sends by default (<c>net.ipv4.icmp_msgs_per_sec</c>).</summary>
    public const int DefaultRate = 1000;

    /// <summary>Errors at once (<c>net.ipv4.icmp_msgs_burst</c>).</summary>
    public const int DefaultBurst = 50;

    private readonly TimeSpan _cost;
    private readonly TimeSpan _filling;
    private Instant _fullAt;

    /// <param name="rate">Errors a second in the long run: 1-10,000,000.</param>
    /// <param name="burst">Errors at once; at least 1.</param>
    public IcmpErrorLimiter(int rate = DefaultRate, int burst = DefaultBurst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, TimeSpan.TicksPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _cost = TimeSpan.FromTicks(TimeSpan.TicksPerSecond / rate);
        _filling = _cost * burst;
    }

    /// <summary>Errors that were not sent.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a token; false when there is none, and the error is not sent.</summary>
    public bool TryTake(Instant now)
    {
        Instant fullAt = (_fullAt > now ? _fullAt : now) + _cost;
        if (fullAt - now > _filling)
        {
            Refused++;
            return false;
        }

        _fullAt = fullAt;
        return true;
    }
}
