namespace NetKit.Daemon.State;

/// <summary>A name of a <see cref="ZoneRecord"/>.</summary>
/// <param name="Name">Without the domain; empty: the domain itself.</param>
/// <param name="Address">What it stands for.</param>
public sealed record NameRecord(string Name, string Address);
