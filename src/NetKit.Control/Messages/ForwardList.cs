using System.Collections.Generic;

namespace NetKit.Control.Messages;

/// <summary>Answer of <c>GET /v1/forwards</c>, and of <c>POST</c> with the new ones only.</summary>
public sealed record ForwardList(IReadOnlyList<ForwardInfo> Forwards);
