using NetKit.Control.Ports;

namespace NetKit.Daemon.State;

/// <summary>A published port, as it is kept.</summary>
public sealed record ForwardRecord
{
    /// <summary>Counts from 1, unique in the daemon.</summary>
    public required int Id { get; init; }

    public required string NetworkId { get; init; }

    /// <summary>The endpoint's id.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The endpoint's name: a port that a person published outlives the endpoint and waits for the next one of that name.</summary>
    public required string EndpointName { get; init; }

    public required Origin Origin { get; init; }

    public required PortProtocol Protocol { get; init; }

    public required string HostAddress { get; init; }

    /// <summary>The port that was really bound.</summary>
    public required int HostPort { get; init; }

    public required int ContainerPort { get; init; }
}
