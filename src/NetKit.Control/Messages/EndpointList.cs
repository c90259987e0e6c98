using System.Collections.Generic;

namespace NetKit.Control.Messages;

/// <summary>Answer of <c>GET /v1/endpoints</c>.</summary>
public sealed record EndpointList(IReadOnlyList<EndpointInfo> Endpoints);
