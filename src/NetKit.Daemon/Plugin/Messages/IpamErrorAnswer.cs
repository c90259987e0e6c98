namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A refusal of the address management, whose field has another name.</summary>
internal sealed record IpamErrorAnswer(string Error);
