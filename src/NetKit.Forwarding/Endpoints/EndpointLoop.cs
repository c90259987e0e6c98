using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Loop;
using NetKit.Links;
using NetKit.Links.Tap;
using NetKit.Netstack.Link;

namespace NetKit.Forwarding.Endpoints;

/// <summary>An event loop and one queue of a container's TAP, with everything that serves it. Any thread may use it; the work is done on the loop.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EndpointLoop : IAsyncDisposable
{
    public EndpointLoop(string name, TapPort queue, NetworkSettings settings, HostAccess access, ILoggerFactory loggers)
    {
        Loop = new EventLoop(name);
        Captures = new CaptureTap(Loop, settings, queue.InterfaceName);
        Driver = Drive(queue, settings, access, loggers);
    }

    public EventLoop Loop { get; }

    /// <summary>Loop thread only, like <see cref="Captures"/>.</summary>
    public IEndpointDriver Driver { get; }

    public CaptureTap Captures { get; }

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => Loop.RunAsync(Driver.Flows);

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() => Loop.RunAsync(Driver.Report);

    /// <summary>Resets connections and ends the loop.</summary>
    public ValueTask DisposeAsync() => Loop.EndAsync(() =>
    {
        Driver.Dispose();
        Captures.End();
    });

    private IEndpointDriver Drive(TapPort tap, NetworkSettings settings, HostAccess access, ILoggerFactory loggers)
    {
        TapDevice device = new(tap);
        if (settings.Impairment is not { } impairment)
        {
            return Drive(tap, device, settings, access, loggers);
        }

        ImpairedLink<TapDevice> link = new(device, impairment);
        return Drive(new ImpairedPort<TapDevice>(tap, link), new Impaired<TapDevice>(link), settings, access, loggers);
    }

    // Captures see what the node sees: with an impairment, what came through it.
    private EndpointDriver<Traced<TDevice, CaptureSink>> Drive<TDevice>(
        ILinkPort port, TDevice device, NetworkSettings settings, HostAccess access, ILoggerFactory loggers)
        where TDevice : struct, ILinkDevice
    {
        Traced<TDevice, CaptureSink> traced = new(device, new CaptureSink(Captures));
        EndpointDriver<Traced<TDevice, CaptureSink>> driver = new(Loop, new PortLink(Loop, port), traced, settings, access, loggers);
        Captures.Watch(driver.NodeCounters, device.Capabilities);
        return driver;
    }
}
