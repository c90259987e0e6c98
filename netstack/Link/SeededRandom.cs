using System;

namespace NetKit.Netstack.Link;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014): numbers that a seed decides. Good for impairments, not for secrets.</summary>
public struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong z = _state;
        z = (z ^ z >> 30) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ z >> 27) * 0x94D0_49BB_1331_11EB;
        return z ^ z >> 31;
    }

    /// <summary>True in so many cases of one.</summary>
    public bool Chance(double probability) => probability > 0 && (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>From 0 to less than <paramref name="bound"/>, which is at least 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A time between minus and plus <paramref name="width"/>.</summary>
    public TimeSpan Around(TimeSpan width) =>
        width == TimeSpan.Zero ? TimeSpan.Zero : new TimeSpan((long)(Next() % (ulong)(2 * width.Ticks + 1)) - width.Ticks);
}
