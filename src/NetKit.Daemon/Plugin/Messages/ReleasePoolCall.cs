namespace NetKit.Daemon.Plugin.Messages;

/// <summary><c>IpamDriver.ReleasePool</c>.</summary>
internal sealed record ReleasePoolCall(string PoolID);
