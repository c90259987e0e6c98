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
using NetKit.Netstack.Wire;

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
        InfoOf(_settings, _settings.Name, _interfaceName, _settings.Address, _settings.AddressV6),
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

    /// <summary>Something at the end of a network with these settings.</summary>
    internal static EndpointInfo InfoOf(NetworkSettings settings, string name, string interfaceName, IpAddress address, IpAddress? addressV6) => new(
        name,
        interfaceName,
        address.ToString(),
        settings.Subnet.ToString(),
        settings.Gateway.ToString(),
        settings.Dns?.ToString(),
        settings.Mtu,
        settings.HostLoopback,
        AddressV6: addressV6?.ToString(),
        SubnetV6: settings.PrefixV6?.ToString(),
        GatewayV6: settings.GatewayV6?.ToString(),
        DnsV6: settings.DnsV6?.ToString());

    internal static HealthInfo HealthOf(string name, bool isThere, long startedAt) => new(
        isThere ? "ok" : "gone",
        name,
        Version,
        Environment.ProcessId,
        Math.Round(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, 3));
}
