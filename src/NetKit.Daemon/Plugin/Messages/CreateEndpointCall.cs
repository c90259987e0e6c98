using System.Collections.Generic;
using System.Text.Json;

namespace NetKit.Daemon.Plugin.Messages;

/// <summary><c>NetworkDriver.CreateEndpoint</c>.</summary>
internal sealed record CreateEndpointCall(
    string NetworkID,
    string EndpointID,
    InterfaceData? Interface = null,
    Dictionary<string, JsonElement>? Options = null);
