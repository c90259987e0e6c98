namespace NetKit.Forwarding.Endpoints;

/// <summary>A counter at one moment.</summary>
/// <param name="Group">What counts, e.g. "tcp".</param>
/// <param name="Name">What is counted, in lower case with hyphens.</param>
/// <param name="Value">How many.</param>
public sealed record CounterSnapshot(string Group, string Name, long Value);
