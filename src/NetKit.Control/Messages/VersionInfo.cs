namespace NetKit.Control.Messages;

/// <summary>What is this program, and which control API does it speak.</summary>
public sealed record VersionInfo(string Name, string Version, string Api);
