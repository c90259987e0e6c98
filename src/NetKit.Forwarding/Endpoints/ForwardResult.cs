namespace NetKit.Forwarding.Endpoints;

/// <summary>What became of a wish to publish a port: either it is published, or a sentence says why not.</summary>
public sealed record ForwardResult(ForwardSnapshot? Published, string? Failure);
