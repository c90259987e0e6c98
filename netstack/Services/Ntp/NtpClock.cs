using System;
using NetKit.Netstack.Wire.Ntp;

namespace NetKit.Netstack.Services.Ntp;

/// <summary>
/// What the host's clock says, and how well it knows. The stack cannot know any of it: an honest answer is as good as what is in here.
/// Times are UTC in ticks of 100 ns since the year 1, as in <see cref="DateTime.Ticks"/>.
/// </summary>
public readonly record struct NtpClock
{
    /// <summary>When the request arrived.</summary>
    public long ReceiveTicks { get; init; }

    /// <summary>When the reply leaves: taken as late as possible.</summary>
    public long TransmitTicks { get; init; }

    /// <summary>When the clock was last set or corrected; 0: unknown.</summary>
    public long ReferenceTicks { get; init; }

    /// <summary>What this server says of itself: one more than the host's source, 1-15. Anything else means "not synchronized".</summary>
    public byte Stratum { get; init; }

    public NtpLeap Leap { get; init; }

    /// <summary>Logarithm to base 2 of the seconds in a step of the clock, e.g. -23 for 119 ns.</summary>
    public sbyte Precision { get; init; }

    /// <summary>The round trip to the reference clock.</summary>
    public TimeSpan RootDelay { get; init; }

    /// <summary>How far the clock can be off besides half of that.</summary>
    public TimeSpan RootDispersion { get; init; }

    /// <summary>Four octets in network order: the host's source, or a text such as "LOCL".</summary>
    public uint ReferenceId { get; init; }

    public bool IsSynchronized => Leap is not NtpLeap.Unsynchronized && Stratum is >= 1 and <= 15;
}
