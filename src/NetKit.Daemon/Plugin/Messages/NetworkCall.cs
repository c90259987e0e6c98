namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A call that is about a network.</summary>
internal sealed record NetworkCall(string NetworkID);
