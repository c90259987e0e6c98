namespace NetKit.Daemon.Plugin.Messages;

/// <summary><c>IpamDriver.ReleaseAddress</c>.</summary>
internal sealed record ReleaseAddressCall(string PoolID, string Address);
