namespace NetKit.Daemon.State;

/// <summary>What a state file holds.</summary>
/// <param name="Schema">Grows when an older netkit would misread the object.</param>
/// <param name="Value">The object.</param>
public sealed record StateDocument<T>(int Schema, T Value);
