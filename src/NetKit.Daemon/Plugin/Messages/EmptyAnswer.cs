namespace NetKit.Daemon.Plugin.Messages;

/// <summary>Done, and nothing to say.</summary>
internal sealed record EmptyAnswer;
