using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace NetKit.Control.Messages;

/// <summary>Body of <c>POST /v1/forwards</c>: ports to publish, all of them or none.</summary>
/// <param name="Ports">From 1 to 1024 of them.</param>
/// <param name="To">Which endpoint of a daemon: its name, NETWORK/NAME, its address, or the beginning of its id. Null where there is only one.</param>
public sealed record ForwardRequest(
    IReadOnlyList<ForwardRequestPort> Ports,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? To = null);
