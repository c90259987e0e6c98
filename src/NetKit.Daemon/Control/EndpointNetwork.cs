using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Endpoints;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;

namespace NetKit.Daemon.Control;

/// <summary>The network of one container, as the control API sees it.</summary>
[SupportedOSPlatform("linux")]
public sealed class EndpointNetwork : INetwork, ICaptureTarget
{
    private readonly EndpointHost _host;
    private readonly NetworkSettings _settings;
    private readonly string _interfaceName;
    private readonly PortPublisher _publisher;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    private EndpointNetwork(TapPort tap, NamespaceSockets? sockets, NetworkSettings settings, ILoggerFactory loggers)
    {
        _interfaceName = tap.InterfaceName;
        _settings = settings;
        _host = EndpointHost.Start(tap, sockets, settings, loggers);
        _publisher = new PortPublisher(settings.Address, _host.PublishAsync, _host.UnpublishAsync);
    }

    public Task Gone => _host.Gone;

    public HealthInfo Health => HealthOf(_settings.Name, !Gone.IsCompleted, _startedAt);

    private static string Version =>
        typeof(EndpointNetwork).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Takes over <paramref name="tap"/>, and <paramref name="sockets"/> if there are any; traffic flows when it returns.</summary>
    public static INetwork Start(TapPort tap, NamespaceSockets? sockets, NetworkSettings settings, ILoggerFactory loggers) =>
        new EndpointNetwork(tap, sockets, settings, loggers);

    public Task<IReadOnlyList<EndpointInfo>> EndpointsAsync() => Task.FromResult<IReadOnlyList<EndpointInfo>>(
    [
        new EndpointInfo(
            _settings.Name,
            _interfaceName,
            _settings.Address.ToString(),
            _settings.Subnet.ToString(),
            _settings.Gateway.ToString(),
            _settings.Dns?.ToString(),
            _settings.Mtu,
            _settings.HostLoopback,
            AddressV6: _settings.AddressV6?.ToString(),
            SubnetV6: _settings.PrefixV6?.ToString(),
            GatewayV6: _settings.GatewayV6?.ToString(),
            DnsV6: _settings.DnsV6?.ToString()),
    ]);

    public Task<IReadOnlyList<ForwardSnapshot>> ForwardsAsync() => _host.ForwardsAsync();

    public Task<PublishResult> PublishAsync(IReadOnlyList<PublishedPort> ports) => _publisher.PublishAsync(ports);

    public Task<bool> UnpublishAsync(int id) => _host.UnpublishAsync(id);

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => _host.FlowsAsync();

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() => _host.CountersAsync();

    public async Task<CaptureSession?> CaptureAsync(string? endpoint, PacketFilter? filter) =>
        endpoint is null || endpoint == _settings.Name ? await _host.CaptureAsync(filter).ConfigureAwait(false) : null;

    public void EndCapture(CaptureSession session) => _host.EndCapture(session);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    internal static HealthInfo HealthOf(string name, bool isThere, long startedAt) => new(
        isThere ? "ok" : "gone",
        name,
        Version,
        Environment.ProcessId,
        Math.Round(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, 3));
}
