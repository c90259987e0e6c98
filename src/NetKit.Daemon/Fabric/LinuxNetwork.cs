using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Networks;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Fabric;

/// <summary>One network on an event loop, with its endpoints' TAPs.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxNetwork : INetworkRuntime
{
    private const int DnsPort = 53;

    private readonly NetworkRecord _record;
    private readonly IpPrefix _subnet;
    private readonly NetworkIpv6? _v6;
    private readonly IReadOnlyList<string> _self;
    private readonly NetworkHost _host;

    private LinuxNetwork(NetworkRecord record, IpPrefix subnet, NetworkIpv6? v6, NetworkHost host, IReadOnlyList<string> self)
    {
        _record = record;
        _subnet = subnet;
        _v6 = v6;
        _self = self;
        _host = host;
        _host.EndpointGone += id => EndpointGone?.Invoke(id);
    }

    public event Action<string>? EndpointGone;

    public string? Notice => _host.HostInterfaceProblem;

    public string? HostInterface => _host.HostInterfaceName;

    public static Answer<LinuxNetwork> Start(NetworkRecord record, IReadOnlyList<string> self, ILoggerFactory loggers)
    {
        if (!IpPrefix.TryParse(record.Subnet, out IpPrefix subnet) || !IpAddress.TryParse(record.Gateway, out IpAddress gateway))
        {
            return Refusal.Invalid($"The network {record.Name} has no usable subnet and gateway: {record.Subnet}, {record.Gateway}.");
        }

        if (NetworkIpv6.Check(record) is { } wrong)
        {
            return wrong;
        }

        if (record.Loops > 1 && FlowSteering.Problem() is { } problem)
        {
            return Refusal.Invalid(
                $"The kernel does not let NetKit say which loop a connection is for ({problem}): {record.Name} can have one loop, or NetKit needs CAP_BPF.");
        }

        NetworkIpv6? v6 = NetworkIpv6.Of(record);
        List<SocketEndpoint> servers = [];
        foreach (string text in record.DnsServers)
        {
            if (!IPEndPoint.TryParse(text, out IPEndPoint? server))
            {
                return Refusal.Invalid($"The DNS server '{text}' of {record.Name} is no address.");
            }

            servers.Add(new SocketEndpoint(IpAddress.From(server.Address), (ushort)(server.Port == 0 ? DnsPort : server.Port)));
        }

        NetworkHost host = NetworkHost.Start(
            new NetworkOptions
            {
                Name = record.Name,
                Subnet = subnet,
                Gateway = gateway,
                SubnetV6 = v6?.Subnet,
                GatewayV6 = v6?.Gateway,
                AdvertisesRouter = record.Origin != Origin.Docker,
                Mtu = record.Mtu,
                HostLoopback = record.HostAccess,
                HostMulticast = record.HostMulticast,
                Internal = record.Internal,
                Domain = record.Domain,
                DnsServers = [.. servers],
                AnswersForServers = record.Origin == Origin.Docker,
                HostInterface = record.HostInterface,
                Loops = record.Loops,
            },
            loggers);
        return new LinuxNetwork(record, subnet, v6, host, self);
    }

    public async Task<string?> AttachAsync(EndpointRecord endpoint, AttachKind kind)
    {
        if (!IpAddress.TryParse(endpoint.Address, out IpAddress address) || !MacAddress.TryParse(endpoint.Mac, out MacAddress mac))
        {
            return $"The endpoint {endpoint.Name} has no usable address: {endpoint.Address}, {endpoint.Mac}.";
        }

        TapFailure? failure = Open(endpoint, kind, address, mac, out TapPort? tap);
        if (failure is not null || tap is null)
        {
            return failure?.Sentence ?? "The interface cannot be opened.";
        }

        string? refusal = await _host.AttachAsync(OptionsOf(endpoint, address, mac), tap).ConfigureAwait(false);
        if (refusal is not null)
        {
            _ = tap.SetPersistent(kind == AttachKind.Existing);
            tap.Dispose();
        }

        return refusal;
    }

    public async Task DetachAsync(string endpointId) => _ = await _host.DetachAsync(endpointId).ConfigureAwait(false);

    public async Task RenameAsync(string endpointId, string name, ImmutableArray<string> aliases) =>
        _ = await _host.RenameAsync(endpointId, name, aliases).ConfigureAwait(false);

    public async Task SetNamesAsync(ImmutableArray<DnsHost> names) => _ = await _host.SetNamesAsync(names).ConfigureAwait(false);

    public async Task CloseAsync(ImmutableArray<IpPrefix> networks) => _ = await _host.CloseAsync(networks).ConfigureAwait(false);

    public Task<ForwardResult> PublishAsync(string endpointId, PortForward forward) => _host.PublishAsync(endpointId, forward);

    public Task<bool> UnpublishAsync(int id) => _host.UnpublishAsync(id);

    public Task<CaptureSession?> CaptureAsync(string endpointId, PacketFilter? filter) => _host.CaptureAsync(endpointId, filter);

    public void EndCapture(CaptureSession session) => _host.EndCapture(session);

    public async Task<IReadOnlyList<EndpointTraffic>> TrafficAsync() =>
    [
        .. (await _host.EndpointsAsync().ConfigureAwait(false)).Select(static one =>
            new EndpointTraffic(one.Options.Id, one.InterfaceName, one.OctetsIn, one.OctetsOut, one.Drops)),
    ];

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => _host.FlowsAsync();

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() => _host.CountersAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static EndpointOptions OptionsOf(EndpointRecord endpoint, IpAddress address, MacAddress mac) => new()
    {
        Id = endpoint.Id,
        Name = endpoint.Name,
        Aliases = endpoint.Aliases,
        Address = address,
        AddressV6 = AddressV6Of(endpoint),
        Mac = mac,
    };

    private static IpAddress? AddressV6Of(EndpointRecord endpoint) =>
        IpAddress.TryParse(endpoint.AddressV6, out IpAddress address) ? address : null;

    private TapFailure? Open(EndpointRecord endpoint, AttachKind kind, IpAddress address, MacAddress mac, out TapPort? tap)
    {
        TapConfiguration configuration = new()
        {
            InterfaceName = endpoint.Interface,
            Mtu = _record.Mtu,
            Mac = mac,
            Persistent = true,
            Configure = false,
            Queues = _record.Loops,
        };
        if (kind == AttachKind.New)
        {
            // dockerd moves it, names it, and gives it its address and routes.
            return TapInNamespace.TryOpenHere(configuration, out tap);
        }

        NamespaceTarget? sandbox = endpoint.Sandbox is { } path ? NamespaceTarget.OfPath(path) : null;
        if (kind == AttachKind.NewInside && sandbox is not null)
        {
            IpAddress? gateway = _record.Internal ? null : IpAddress.TryParse(_record.Gateway, out IpAddress router) ? router : null;
            TapConfiguration inside = configuration with
            {
                InterfaceName = endpoint.InterfaceInside ?? endpoint.Interface,
                Configure = true,
                Address = address,
                PrefixLength = _subnet.Length,
                Gateway = gateway,
                AddressV6 = AddressV6Of(endpoint),
                PrefixLengthV6 = _v6?.Subnet.Length ?? UniqueLocal.Length,
                GatewayV6 = _record.Internal ? null : _v6?.Gateway,
            };
            return TapInNamespace.TryOpen(sandbox, inside, _self, out tap);
        }

        tap = null;
        if (sandbox is not null && !Path.Exists(sandbox.Path))
        {
            return new TapFailure($"Its namespace {sandbox.Path} is gone.");
        }

        TapFailure? failure = sandbox is null ? null : PersistentTaps.TryReadopt(sandbox, mac, _record.Mtu, _record.Loops, out tap);

        // dockerd may not have moved it yet, or may have moved it back.
        return tap is not null || endpoint.Origin != Origin.Docker
            ? failure
            : PersistentTaps.TryReadopt(null, endpoint.Interface, _record.Mtu, _record.Loops, out tap);
    }
}
