namespace NetKit.Bench.Results;

/// <summary>A measurement that a peer did not come through.</summary>
internal sealed record Failure(string Peer, string Trial, string Reason);
