namespace NetKit.Forwarding.Endpoints;

/// <summary>A published port as it is.</summary>
/// <param name="Id">Counts from 1, never used twice.</param>
/// <param name="Forward">With the port that was really bound.</param>
public sealed record ForwardSnapshot(int Id, PortForward Forward)
{
    /// <summary>The container's id, on a network of many.</summary>
    public string? EndpointId { get; init; }
}
