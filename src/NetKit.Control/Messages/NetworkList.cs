using System.Collections.Generic;

namespace NetKit.Control.Messages;

/// <summary>Answer of <c>GET /v1/networks</c>.</summary>
public sealed record NetworkList(IReadOnlyList<NetworkInfo> Networks);
