namespace NetKit.Daemon.Plugin.Messages;

/// <summary>Which of the plugin interfaces there are.</summary>
internal sealed record ActivateAnswer(string[] Implements);
