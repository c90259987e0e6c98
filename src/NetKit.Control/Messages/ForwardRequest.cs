using System.Collections.Generic;

namespace NetKit.Control.Messages;

/// <summary>Body of <c>POST /v1/forwards</c>: ports to publish, all of them or none.</summary>
public sealed record ForwardRequest(IReadOnlyList<ForwardRequestPort> Ports);
