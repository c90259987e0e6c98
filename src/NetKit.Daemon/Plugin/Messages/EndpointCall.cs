using System.Collections.Generic;
using System.Text.Json;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary>A call that is about an endpoint.</summary>
internal sealed record EndpointCall(
    string NetworkID,
    string EndpointID,
    string? SandboxKey = null,
    Dictionary<string, JsonElement>? Options = null);
