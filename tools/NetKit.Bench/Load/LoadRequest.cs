namespace NetKit.Bench.Load;

/// <summary>One line to an agent. Which members count depends on the task.</summary>
internal sealed record LoadRequest
{
    public required LoadTask Task { get; init; }

    public string Address { get; init; } = "0.0.0.0";

    public int Port { get; init; }

    /// <summary>Further ports from <see cref="Port"/> on: a pair of addresses has only so many flows to one port.</summary>
    public int Ports { get; init; } = 1;

    /// <summary>The file of the network namespace that flows begin in; null: the agent's own.</summary>
    public string? Namespace { get; init; }

    public double Seconds { get; init; }

    /// <summary>How long one attempt to get a first answer may take: longer than the round trip.</summary>
    public double AttemptSeconds { get; init; } = 0.1;

    public int Count { get; init; }

    /// <summary>Octets of a request, a response or a datagram.</summary>
    public int Size { get; init; } = 64;

    /// <summary>Datagrams per second.</summary>
    public double Rate { get; init; }
}
