namespace NetKit.Daemon.Plugin.Messages;

/// <summary>More about an endpoint, of which there is nothing that dockerd would understand.</summary>
internal sealed record OperInfoAnswer(EmptyAnswer Value);
