namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A refusal of the network driver; dockerd shows the text.</summary>
internal sealed record ErrorAnswer(string Err);
