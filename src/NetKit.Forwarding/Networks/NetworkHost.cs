using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Loop;
using NetKit.Links;
using NetKit.Links.Host;
using NetKit.Netstack.Network;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Networks;

/// <summary>
/// One network of many containers: event loops of its own, a switch with a port for each container and one for the host, and one node behind the switch
/// that is everybody's router, name server, DHCP server and clock. Any thread may use it; the work is done on the loops.
/// </summary>
/// <remarks>
/// One loop has all of that. With several, connections are spread over them (<see cref="NetworkLoop"/>); what there is one of is the first loop's.
/// The node is the same as a single container's, on the same driver: to it the switch is a link device. Networks share nothing, so nothing crosses
/// from one to another but what both hosts would let through; <see cref="CloseAsync"/> shuts that way too.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed partial class NetworkHost : IAsyncDisposable
{
    private readonly NetworkOptions _options;
    private readonly NetworkSettings _settings;
    private readonly ILogger _logger;
    private readonly NetworkLoop _first;
    private readonly ImmutableArray<NetworkLoop> _others;
    private readonly EventLoop _loop;
    private readonly SwitchFabric _fabric;
    private readonly EndpointDriver<SwitchDevice> _driver;
    private readonly PortTable _ports;
    private readonly IHostInterface? _hostInterface;
    private readonly FabricPort? _hostPort;
    private readonly Dictionary<string, NetworkMember> _members = new(StringComparer.Ordinal);
    private ImmutableArray<DnsHost> _addedNames = [];

    private NetworkHost(NetworkOptions options, NetworkSettings settings, IHostInterface? hostInterface, ILoggerFactory loggers)
    {
        _options = options;
        _logger = loggers.CreateLogger<NetworkHost>();
        _settings = settings;
        HostAccess access = new(settings);
        string name = $"netkit-{options.Name}";
        _first = new NetworkLoop(name, options, settings, access, loggers);
        _others =
        [
            .. Enumerable.Range(2, options.Loops - 1).Select(number => new NetworkLoop(
                string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"), options, settings with { AdvertisesRouter = false }, access, loggers)),
        ];
        (_loop, _fabric, _driver) = (_first.Loop, _first.Fabric, _first.Driver);
        _fabric.PortGone += OnPortGone;
        _ports = new PortTable(_loop, _driver.Tcp, _driver.Udp, access);
        FlowSpread.Share([.. All.Select(static loop => (loop.Loop, (IEndpointDriver)loop.Driver))]);
        _hostPort = OpenHostInterface(hostInterface);
        _hostInterface = _hostPort is null ? null : hostInterface;
    }

    /// <summary>The interface of an endpoint has vanished; it is no longer attached when this is called. Any thread, not the loop's.</summary>
    public event Action<string>? EndpointGone;

    /// <summary>Why the host has no interface on the network although it was to have one; null when all is well.</summary>
    public string? HostInterfaceProblem { get; private set; }

    /// <summary>The name of the host's interface, or null.</summary>
    public string? HostInterfaceName => _hostInterface?.Name;

    private IEnumerable<NetworkLoop> All => _others.Prepend(_first);

    /// <summary>
    /// Starts a network without containers. The host's interface is made in the calling thread's namespace; where it cannot be, the network
    /// works without and <see cref="HostInterfaceProblem"/> says why.
    /// </summary>
    public static NetworkHost Start(NetworkOptions options, ILoggerFactory? loggers) =>
        Start(options, loggers, options.HostInterface is null ? null : new TapHostInterface());

    /// <summary>The same with another kind of interface for the host; it is opened here and belongs to the network.</summary>
    public static NetworkHost Start(NetworkOptions options, ILoggerFactory? loggers, IHostInterface? hostInterface)
    {
        NetworkHost host = new(options, SettingsOf(options), hostInterface, loggers ?? NullLoggerFactory.Instance);
        host.Start();
        return host;
    }

    /// <summary>Starts a network that looks to many endpoints as these settings would to one. The host has no interface on it.</summary>
    public static NetworkHost Start(NetworkSettings settings, ILoggerFactory? loggers)
    {
        NetworkOptions options = new()
        {
            Name = settings.Name,
            Subnet = settings.Subnet,
            Gateway = settings.Gateway,
            Dns = settings.Dns,
            SubnetV6 = settings.PrefixV6,
            GatewayV6 = settings.RouterV6,
            Mtu = settings.Mtu,
        };
        NetworkHost host = new(options, settings with { IsShared = true, IsConfigured = false }, null, loggers ?? NullLoggerFactory.Instance);
        host.Start();
        return host;
    }

    /// <summary>Closes the network towards others of NetKit, which a container could otherwise reach through the host. Replaces what was said before.</summary>
    public Task<bool> CloseAsync(ImmutableArray<IpPrefix> networks) => _loop.RunAsync(() =>
    {
        _driver.Access.Closed = networks;
        return true;
    });

    public async Task<IReadOnlyList<EndpointSnapshot>> EndpointsAsync()
    {
        EndpointSnapshot[] members = await _loop.RunAsync<EndpointSnapshot[]>(
            () => [.. _members.Values.Select(static member => member.Snapshot())]).ConfigureAwait(false);
        for (int i = 0; i < members.Length; i++)
        {
            foreach (NetworkLoop other in _others)
            {
                (long octetsIn, long octetsOut, long drops) = await other.TrafficAsync(members[i].Options.Id).ConfigureAwait(false);
                members[i] = members[i].With(octetsIn, octetsOut, drops);
            }
        }

        return members;
    }

    public async Task<IReadOnlyList<FlowSnapshot>> FlowsAsync()
    {
        Dictionary<IpAddress, string> names = await _loop.RunAsync(() => _members.Values
            .SelectMany(static member => member.Addresses.Select(address => (address, member.Options.Name)))
            .ToDictionary(static one => one.address, static one => one.Name)).ConfigureAwait(false);
        IReadOnlyList<FlowSnapshot>[] flows = await Task.WhenAll(All.Select(static loop => loop.FlowsAsync())).ConfigureAwait(false);
        return [.. flows.SelectMany(static some => some).Select(flow => flow with { Endpoint = names.GetValueOrDefault(flow.Container.Address) })];
    }

    public async Task<IReadOnlyList<CounterSnapshot>> CountersAsync() =>
        CounterReport.Sum(await Task.WhenAll(All.Select(static loop => loop.CountersAsync())).ConfigureAwait(false));

    /// <summary>
    /// Closes ports and resets connections. Persistent interfaces stay for the next process, others go with their descriptors; the host's interface goes.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _ = _loop.Post(() =>
        {
            EndCaptures();
            _ports.Dispose();
        });
        foreach (NetworkLoop loop in All)
        {
            await loop.DisposeAsync().ConfigureAwait(false);
        }

        _hostInterface?.Dispose();
    }

    private void Start()
    {
        foreach (NetworkLoop loop in All)
        {
            loop.Loop.Start();
        }
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
            Queues = _options.Loops,
        });
        if (HostInterfaceProblem is not null)
        {
            NetworkLog.NoHostInterface(_logger, _options.Name, HostInterfaceProblem);
            hostInterface.Dispose();
            return null;
        }

        foreach ((int i, ISwitchedLink queue) in hostInterface.TakeQueues().Index())
        {
            _ = _others[i].AddHost(queue);
        }

        return _first.AddHost(hostInterface.Link);
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
        Loops = options.Loops,
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
