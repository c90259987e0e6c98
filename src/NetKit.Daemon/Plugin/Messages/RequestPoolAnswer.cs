namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A pool.</summary>
internal sealed record RequestPoolAnswer(string PoolID, string Pool, EmptyAnswer Data);
