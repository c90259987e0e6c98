using System;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;

namespace NetKit.Netstack.Network;

/// <summary>
/// When a router speaks to everybody: a few times soon after it has begun, then at random intervals (RFC 4861 §6.2.4), and when it is
/// asked by a host that has no address yet (§6.2.6).
/// </summary>
/// <remarks>
/// §6.2.6 also wants a random delay before an answer, so that several routers do not speak at once. This one is alone on its link, and
/// what waits for the answer is the start of a container.
/// </remarks>
internal sealed class RouterAdvertiser(RouterAdvertisementOptions options, ulong seed)
{
    // RFC 4861 §10: MAX_INITIAL_RTR_ADVERTISEMENTS.
    private const int InitialAdvertisements = 3;

    private readonly KeyedHash _random = new(seed, ~seed);
    private Instant? _last;
    private ulong _count;

    // RFC 4861 §10: MAX_INITIAL_RTR_ADVERT_INTERVAL.
    private static TimeSpan LongestInitialInterval => TimeSpan.FromSeconds(16);

    // RFC 4861 §10: MIN_DELAY_BETWEEN_RAS.
    private static TimeSpan ShortestInterval => TimeSpan.FromSeconds(3);

    /// <summary>When the next advertisement is due; at first, at once.</summary>
    public Instant Deadline { get; private set; }

    /// <summary>True: an advertisement is to be sent to all nodes now.</summary>
    public bool TryTakeDue(Instant now)
    {
        if (now < Deadline)
        {
            return false;
        }

        _last = now;
        TimeSpan span = options.LongestInterval - options.ShortestInterval;
        ulong chance = _random.Of(_count++, 0, 0, 0, 0) % ((ulong)span.Ticks + 1);
        TimeSpan interval = options.ShortestInterval + TimeSpan.FromTicks((long)chance);
        bool isEarly = _count < InitialAdvertisements && interval > LongestInitialInterval;
        Deadline = now + (isEarly ? LongestInitialInterval : interval);
        return true;
    }

    /// <summary>Somebody without an address has asked: everybody is told as soon as that may be.</summary>
    public void Solicit(Instant now)
    {
        Instant earliest = _last is { } last && last + ShortestInterval > now ? last + ShortestInterval : now;
        Deadline = Instant.Min(Deadline, earliest);
    }
}
