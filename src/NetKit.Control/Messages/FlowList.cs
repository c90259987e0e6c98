using System.Collections.Generic;

namespace NetKit.Control.Messages;

/// <summary>Answer of <c>GET /v1/flows</c>.</summary>
public sealed record FlowList(IReadOnlyList<FlowInfo> Flows);
