using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Machines;
using NetKit.Forwarding.Networks;

namespace NetKit.Daemon.Control;

/// <summary>The network of virtual machines, as the control API sees it. Ports lead to the network's first address, unless they say another.</summary>
[SupportedOSPlatform("linux")]
public sealed class MachineNetwork : INetwork, ICaptureTarget, IEndpointTarget
{
    private readonly MachineHost _host;
    private readonly NetworkSettings _settings;
    private readonly PortPublisher _publisher;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    private MachineNetwork(MachineHost host, NetworkSettings settings)
    {
        _host = host;
        _settings = settings;
        _publisher = new PortPublisher(settings.Address, host.PublishAsync, host.UnpublishAsync);
    }

    public Task Gone => _host.Gone;

    public HealthInfo Health => EndpointNetwork.HealthOf(_settings.Name, !Gone.IsCompleted, _startedAt);

    /// <summary>Listens for machines; or a sentence says why that cannot be.</summary>
    public static async Task<(INetwork? Network, string? Refusal)> StartAsync(
        NetworkSettings settings, IReadOnlyList<MachineListen> listens, ILoggerFactory loggers)
    {
        (MachineHost? host, string? refusal) = await MachineHost.StartAsync(settings, listens, loggers).ConfigureAwait(false);
        return (host is null ? null : new MachineNetwork(host, settings), refusal);
    }

    public async Task<IReadOnlyList<EndpointInfo>> EndpointsAsync() =>
        [.. (await _host.EndpointsAsync().ConfigureAwait(false)).Select(ToMessage)];

    public Task<IReadOnlyList<ForwardSnapshot>> ForwardsAsync() => _host.ForwardsAsync();

    public Task<PublishResult> PublishAsync(IReadOnlyList<PublishedPort> ports) => _publisher.PublishAsync(ports);

    public async Task<PublishResult> PublishAsync(IReadOnlyList<PublishedPort> ports, string endpoint)
    {
        IReadOnlyList<EndpointSnapshot> machines = await _host.EndpointsAsync().ConfigureAwait(false);
        EndpointSnapshot? machine = machines.FirstOrDefault(one =>
            string.Equals(one.Options.Name, endpoint, StringComparison.OrdinalIgnoreCase) || one.Options.Address.ToString() == endpoint);
        return machine is null
            ? PublishResult.Refused($"There is no machine {endpoint}: 'netkit endpoints' lists those that are there.")
            : await new PortPublisher(machine.Options.Address, _host.PublishAsync, _host.UnpublishAsync).PublishAsync(ports).ConfigureAwait(false);
    }

    public Task<bool> UnpublishAsync(int id) => _host.UnpublishAsync(id);

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => _host.FlowsAsync();

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() => _host.CountersAsync();

    public Task<CaptureSession?> CaptureAsync(string? endpoint, PacketFilter? filter) => _host.CaptureAsync(endpoint, filter);

    public void EndCapture(CaptureSession session) => _host.EndCapture(session);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private EndpointInfo ToMessage(EndpointSnapshot machine) => EndpointNetwork.InfoOf(
        _settings, machine.Options.Name, machine.InterfaceName, machine.Options.Address, machine.Options.AddressV6);
}
