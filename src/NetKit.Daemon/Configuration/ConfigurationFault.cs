namespace NetKit.Daemon.Configuration;

/// <summary>A key whose value makes no sense, e.g. <c>networks[0].mtu</c>, and what was expected.</summary>
public sealed record ConfigurationFault(string Key, string Expected);
