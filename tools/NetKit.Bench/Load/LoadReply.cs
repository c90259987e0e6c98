namespace NetKit.Bench.Load;

/// <summary>One line from an agent.</summary>
internal sealed record LoadReply
{
    /// <summary>What went wrong, in a sentence; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>The monotonic clock when the task was done, in nanoseconds: all processes of a machine share that clock.</summary>
    public long Nanoseconds { get; init; }

    /// <summary>What was counted: round trips, connections, flows, datagrams.</summary>
    public long Count { get; init; }

    /// <summary>How long the counted part took.</summary>
    public double Seconds { get; init; }

    /// <summary>Microseconds.</summary>
    public double Median { get; init; }

    /// <summary>Microseconds.</summary>
    public double Percentile99 { get; init; }
}
