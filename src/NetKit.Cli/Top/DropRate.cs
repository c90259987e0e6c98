namespace NetKit.Cli.Top;

/// <summary>What one part of the network drops for one reason.</summary>
/// <param name="Group">The part.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Count">Since the start.</param>
/// <param name="New">Since the look before.</param>
internal sealed record DropRate(string Group, string Reason, long Count, long New);
