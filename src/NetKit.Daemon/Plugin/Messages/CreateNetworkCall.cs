using System.Collections.Generic;
using System.Text.Json;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary><c>NetworkDriver.CreateNetwork</c>.</summary>
internal sealed record CreateNetworkCall(
    string NetworkID,
    Dictionary<string, JsonElement>? Options = null,
    IReadOnlyList<IpamData>? IPv4Data = null,
    IReadOnlyList<IpamData>? IPv6Data = null);
