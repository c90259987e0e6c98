using System.Collections.Generic;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Forwarding.Endpoints;

namespace NetKit.Daemon.Control;

/// <summary>What the control API asks and commands: a running network. Any thread may call.</summary>
public interface IControlTarget
{
    HealthInfo Health { get; }

    Task<IReadOnlyList<EndpointInfo>> EndpointsAsync();

    Task<IReadOnlyList<ForwardSnapshot>> ForwardsAsync();

    /// <summary>Publishes all of the ports or, with a sentence that says why, none.</summary>
    Task<PublishResult> PublishAsync(IReadOnlyList<PublishedPort> ports);

    /// <summary>False when there is no such port.</summary>
    Task<bool> UnpublishAsync(int id);

    Task<IReadOnlyList<FlowSnapshot>> FlowsAsync();

    Task<IReadOnlyList<CounterSnapshot>> CountersAsync();
}
