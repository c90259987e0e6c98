using System.Collections.Generic;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary><c>IpamDriver.RequestAddress</c>.</summary>
internal sealed record RequestAddressCall(string PoolID, string? Address = null, Dictionary<string, string>? Options = null);
