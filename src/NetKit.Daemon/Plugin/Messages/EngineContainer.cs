namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A container's place on an <see cref="EngineNetwork"/>.</summary>
internal sealed record EngineContainer(string? Name = null, string? EndpointID = null);
