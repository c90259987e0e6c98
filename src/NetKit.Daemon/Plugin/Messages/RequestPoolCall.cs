namespace NetKit.Daemon.Plugin.Messages;

/// <summary><c>IpamDriver.RequestPool</c>.</summary>
internal sealed record RequestPoolCall(string? AddressSpace = null, string? Pool = null, string? SubPool = null, bool V6 = false);
