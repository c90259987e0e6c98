using System;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>What a channel does to frames. The default does nothing.</summary>
internal sealed record Impairment
{
    /// <summary>One way.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Of a thousand frames, those that are lost.</summary>
    public int Lost { get; init; }

    /// <summary>Of a thousand frames, those that come twice.</summary>
    public int Doubled { get; init; }

    /// <summary>Of a thousand frames, those that come late: behind others that were sent up to 5 ms later.</summary>
    public int Late { get; init; }

    /// <summary>0: no bound.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>How long a frame may wait for its turn where there is a rate; beyond that the last ones are dropped.</summary>
    public TimeSpan LongestQueue { get; init; } = TimeSpan.FromMilliseconds(50);

    public bool IsNone => this == new Impairment();
}
