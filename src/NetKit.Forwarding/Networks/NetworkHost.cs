using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Loop;
using NetKit.Links.Host;
using NetKit.Netstack.Network;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Networks;

/// <summary>
/// One network of many containers: an event loop of its own, a switch with a port for each container and one for the host, and one node behind the switch
/// that is everybody's router, name server, DHCP server and clock. Any thread may use it; the work is done on the loop.
/// </summary>
/// <remarks>
/// The node is the same as a single container's, on the same driver: to it the switch is a link device. Networks share nothing, so nothing crosses
/// from one to another but what both hosts would let through; <see cref="CloseAsync"/> shuts that way too.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed partial class NetworkHost : IAsyncDisposable
{
    private readonly NetworkOptions _options;
    private readonly NetworkSettings _settings;
    private readonly EventLoop _loop;
    private readonly ILogger _logger;
    private readonly SwitchFabric _fabric;
    private readonly EndpointDriver<SwitchDevice> _driver;
    private readonly PortTable _ports;
    private readonly IHostInterface? _hostInterface;
    private readonly FabricPort? _hostPort;
    private readonly Dictionary<string, NetworkMember> _members = new(StringComparer.Ordinal);
    private ImmutableArray<DnsHost> _addedNames = [];

    private NetworkHost(NetworkOptions options, EventLoop loop, IHostInterface? hostInterface, ILoggerFactory loggers)
    {
        _options = options;
        _loop = loop;
        _logger = loggers.CreateLogger<NetworkHost>();
        NetworkSettings settings = _settings = SettingsOf(options);
        SwitchOptions switching = new()
        {
            NodeMac = NodeOptions.UsualMac,
            Gateway = options.Gateway,
            GatewayV6 = settings.RouterV6,
            Service = settings.Dns,
            Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
        };
        _fabric = new SwitchFabric(loop, switching, options.Mtu, options.HostMulticast);
        _fabric.PortGone += OnPortGone;
        _driver = new EndpointDriver<SwitchDevice>(loop, _fabric, new SwitchDevice(_fabric), settings, loggers);
        _ports = new PortTable(loop, _driver.Tcp, _driver.Udp, _driver.Access);
        _hostPort = OpenHostInterface(hostInterface);
        _hostInterface = _hostPort is null ? null : hostInterface;
    }

    /// <summary>The interface of an endpoint has vanished; it is no longer attached when this is called. Any thread, not the loop's.</summary>
    public event Action<string>? EndpointGone;

    /// <summary>Why the host has no interface on the network although it was to have one; null when all is well.</summary>
    public string? HostInterfaceProblem { get; private set; }

    /// <summary>The name of the host's interface, or null.</summary>
    public string? HostInterfaceName => _hostInterface?.Name;

    /// <summary>
    /// Starts a network without containers. The host's interface is made in the calling thread's namespace; where it cannot be, the network
    /// works without and <see cref="HostInterfaceProblem"/> says why.
    /// </summary>
    public static NetworkHost Start(NetworkOptions options, ILoggerFactory? loggers) =>
        Start(options, loggers, options.HostInterface is null ? null : new TapHostInterface());

    /// <summary>The same with another kind of interface for the host; it is opened here and belongs to the network.</summary>
    public static NetworkHost Start(NetworkOptions options, ILoggerFactory? loggers, IHostInterface? hostInterface)
    {
        EventLoop loop = new($"netkit-{options.Name}");
        NetworkHost host = new(options, loop, hostInterface, loggers ?? NullLoggerFactory.Instance);
        loop.Start();
        return host;
    }

    /// <summary>Closes the network towards others of NetKit, which a container could otherwise reach through the host. Replaces what was said before.</summary>
    public Task<bool> CloseAsync(ImmutableArray<IpPrefix> networks) => _loop.RunAsync(() =>
    {
        _driver.Access.Closed = networks;
        return true;
    });

    public Task<IReadOnlyList<EndpointSnapshot>> EndpointsAsync() =>
        _loop.RunAsync<IReadOnlyList<EndpointSnapshot>>(() => [.. _members.Values.Select(static member => member.Snapshot())]);

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => _loop.RunAsync<IReadOnlyList<FlowSnapshot>>(() =>
    {
        Dictionary<IpAddress, string> names = _members.Values
            .SelectMany(static member => member.Addresses.Select(address => (address, member.Options.Name)))
            .ToDictionary(static one => one.address, static one => one.Name);
        return [.. FlowReport.Of(_driver, _loop.Now).Select(flow => flow with { Endpoint = names.GetValueOrDefault(flow.Container.Address) })];
    });

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() =>
        _loop.RunAsync<IReadOnlyList<CounterSnapshot>>(() => [.. CounterReport.Of(_driver), .. SwitchReport.Of(_fabric)]);

    /// <summary>
    /// Closes ports and resets connections. Persistent interfaces stay for the next process, others go with their descriptors; the host's interface goes.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _ = _loop.Post(() =>
        {
            EndCaptures();
            _ports.Dispose();
            _driver.Dispose();
            _hostInterface?.Dispose();
        });
        _loop.Stop();
        await _loop.Completion.ConfigureAwait(false);
        _loop.Dispose();
    }

    private FabricPort? OpenHostInterface(IHostInterface? hostInterface)
    {
        if (hostInterface is null)
        {
            return null;
        }

        HostInterfaceProblem = hostInterface.Open(new HostInterfaceSettings
        {
            Name = _options.HostInterface ?? "netkit0",
            Mac = NodeOptions.UsualMac,
            Address = _options.Gateway,
            Subnet = _options.Subnet,
            AddressV6 = _settings.RouterV6,
            SubnetV6 = _options.SubnetV6,
            Mtu = _options.Mtu,
        });
        if (HostInterfaceProblem is not null)
        {
            NetworkLog.NoHostInterface(_logger, _options.Name, HostInterfaceProblem);
            hostInterface.Dispose();
            return null;
        }

        FabricPort? port = _fabric.TryAdd(new SwitchPortOptions { Kind = SwitchPortKind.Host }, hostInterface.Link);
        _fabric.Switch.Claims = _driver;
        _driver.Access.HostFlows = _fabric.Switch.HostFlows;
        return port;
    }

    private static NetworkSettings SettingsOf(NetworkOptions options) => new()
    {
        Subnet = options.Subnet,
        Gateway = options.Gateway,
        Dns = options.Dns ?? options.Gateway,
        PrefixV6 = options.SubnetV6,
        GatewayV6 = options.GatewayV6 ?? options.SubnetV6?.At(1),
        DnsV6 = options.GatewayV6 ?? options.SubnetV6?.At(1),
        AdvertisesRouter = options.AdvertisesRouter,
        Mtu = options.Mtu,
        HostLoopback = options.HostLoopback,
        IsShared = true,
        IsInternal = options.Internal,
        Name = options.Name,
        Domain = options.Domain,
        Search = options.Search,
        DnsServers = options.DnsServers,
        AnswersForServers = options.AnswersForServers,
    };
}
