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

    /// <summary>Empty with a <see cref="HostPath"/>.</summary>
    public required string HostAddress { get; init; }

    /// <summary>The port that was really bound; 0 with a <see cref="HostPath"/>.</summary>
    public required int HostPort { get; init; }

    /// <summary>The container's, or the gateway's when <see cref="Direction"/> says so.</summary>
    public required int ContainerPort { get; init; }

    /// <summary>The host's unix socket; null: an address and a port.</summary>
    public string? HostPath { get; init; }

    public ForwardDirection Direction { get; init; }
}
