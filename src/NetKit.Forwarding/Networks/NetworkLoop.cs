using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Loop;
using NetKit.Links;
using NetKit.Netstack.Network;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Networks;

/// <summary>
/// A loop of a network: a switch of its own, with a port for one queue of each container's TAP, and a node behind it.
/// </summary>
/// <remarks>
/// Every network has a first loop, which <see cref="NetworkHost"/> uses directly. Others carry and end the connections that their queues bring and
/// have nothing else; what is said to them here is done on their own thread.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class NetworkLoop : IAsyncDisposable
{
    // Those of another loop than the first. Loop thread only.
    private readonly Dictionary<string, FabricPort> _ports = new(StringComparer.Ordinal);

    /// <param name="name">The thread's.</param>
    /// <param name="options">The network's.</param>
    /// <param name="settings">What its node is like.</param>
    /// <param name="access">The network's.</param>
    /// <param name="loggers">For what a person should hear.</param>
    public NetworkLoop(string name, NetworkOptions options, NetworkSettings settings, HostAccess access, ILoggerFactory loggers)
    {
        Loop = new EventLoop(name);
        SwitchOptions switching = new()
        {
            NodeMac = NodeOptions.UsualMac,
            Gateway = options.Gateway,
            GatewayV6 = settings.RouterV6,
            Service = settings.Dns,
            ServiceV6 = settings.DnsV6,
            Networks = settings.PrefixV6 is { } prefix ? [options.Subnet, prefix] : [options.Subnet],
            Seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
        };
        Fabric = new SwitchFabric(Loop, switching, options.Mtu, options.HostMulticast);
        Driver = new EndpointDriver<SwitchDevice>(Loop, Fabric, new SwitchDevice(Fabric), settings, access, loggers);
    }

    public EventLoop Loop { get; }

    public SwitchFabric Fabric { get; }

    public EndpointDriver<SwitchDevice> Driver { get; }

    /// <summary>Gives the host's interface a port. Before the loop starts. Null: it cannot be watched, and is the caller's.</summary>
    public FabricPort? AddHost(ISwitchedLink link)
    {
        FabricPort? port = Fabric.TryAdd(new SwitchPortOptions { Kind = SwitchPortKind.Host }, link);
        Fabric.Switch.Claims = Driver;
        Driver.Tcp.HostFlows = Fabric.Switch.HostFlows;
        return port;
    }

    /// <summary>Gives a container's queue a port. False: it cannot be watched, and is the caller's.</summary>
    public Task<bool> AddAsync(string endpointId, SwitchPortOptions options, ISwitchedLink queue) => Loop.RunAsync(() =>
    {
        FabricPort? port = Fabric.TryAdd(options, queue);
        if (port is null)
        {
            return false;
        }

        _ports[endpointId] = port;
        foreach (IpAddress address in options.Addresses)
        {
            Driver.LearnNeighbor(address, options.Mac);
        }

        return true;
    });

    /// <summary>Ends a container's connections and closes its queue.</summary>
    public Task<bool> RemoveAsync(string endpointId) => Loop.RunAsync(() =>
    {
        if (!_ports.Remove(endpointId, out FabricPort? port))
        {
            return false;
        }

        port.Captures?.End();
        foreach (IpAddress address in port.Port.Options.Addresses)
        {
            Driver.Tcp.ResetAll(address);
            Driver.Neighbors.Remove(address);
        }

        Fabric.Remove(port);
        return true;
    });

    public void SetNames(ImmutableArray<DnsHost> names) => _ = Loop.Post(() => Driver.Services.SetNames(names));

    /// <summary>Where captures get the frames of a port from; made when the first asks. Loop thread only.</summary>
    /// <param name="port">One of this loop.</param>
    /// <param name="settings">The network as the port's endpoint has it.</param>
    /// <param name="interfaceName">The endpoint's.</param>
    public CaptureTap TapOf(FabricPort port, NetworkSettings settings, string interfaceName)
    {
        if (port.Captures is null)
        {
            port.Captures = new CaptureTap(Loop, settings, interfaceName);
            port.Captures.Watch(Driver.NodeCounters, port.Link.Capabilities);
        }

        return port.Captures;
    }

    /// <summary>Offers what the container's queue carries to a capture that the first loop has begun.</summary>
    public void Join(string endpointId, CaptureSession session, NetworkSettings settings, string interfaceName) => _ = Loop.Post(() =>
    {
        if (_ports.TryGetValue(endpointId, out FabricPort? port))
        {
            TapOf(port, settings, interfaceName).Join(session);
        }
    });

    public void EndCapture(CaptureSession session) => _ = Loop.Post(() =>
    {
        foreach (FabricPort port in _ports.Values)
        {
            port.Captures?.Remove(session);
        }
    });

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => Loop.RunAsync(() => FlowReport.Of(Driver, Loop.Now));

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() =>
        Loop.RunAsync<IReadOnlyList<CounterSnapshot>>(() => [.. CounterReport.Of(Driver), .. SwitchReport.Of(Fabric)]);

    /// <summary>What a container's queue has carried; zeros: it has none here.</summary>
    public Task<(long OctetsIn, long OctetsOut, long Drops)> TrafficAsync(string endpointId) => Loop.RunAsync(() =>
        _ports.TryGetValue(endpointId, out FabricPort? port) ? port.Traffic : default);

    /// <summary>Resets connections, closes queues, and ends the loop.</summary>
    public ValueTask DisposeAsync() => Loop.EndAsync(() =>
    {
        foreach (FabricPort port in _ports.Values)
        {
            port.Captures?.End();
        }

        Driver.Dispose();
    });
}
