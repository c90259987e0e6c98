using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Loop;
using NetKit.Links;
using NetKit.Links.Tap;
using NetKit.Netstack.Link;

namespace NetKit.Forwarding.Endpoints;

/// <summary>
/// One container's network: an event loop of its own, the container's TAP, and everything that serves it. Any thread may use it; the
/// work is done on the loop.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class EndpointHost : IAsyncDisposable
{
    private readonly EventLoop _loop;
    private readonly IEndpointDriver _driver;
    private readonly CaptureTap _captures;
    private readonly CaptureFile? _file;
    private readonly PortTable _ports;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EndpointHost(EventLoop loop, TapPort tap, NetworkSettings settings, ILoggerFactory loggers)
    {
        _loop = loop;
        _captures = new CaptureTap(loop, settings, tap.InterfaceName);
        _driver = Drive(tap, settings, loggers);
        if (settings.CaptureFile is { } path)
        {
            CaptureSession session = new(null);
            _file = CaptureFile.Open(path, session, loggers);
            _captures.Add(session);
        }

        _driver.Gone += () => _gone.TrySetResult();
        _ports = new PortTable(loop, _driver.Tcp, _driver.Udp, _driver.Access);
    }

    /// <summary>Completes when the container's interface has gone.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Serves a TAP, which is the host's from here on. Traffic flows when this returns.</summary>
    public static EndpointHost Start(TapPort tap, NetworkSettings settings, ILoggerFactory? loggers)
    {
        EventLoop loop = new("netkit-loop");
        EndpointHost host = new(loop, tap, settings, loggers ?? NullLoggerFactory.Instance);
        loop.Start();
        return host;
    }

    /// <summary>Opens a port of the host that leads to the container.</summary>
    public Task<ForwardResult> PublishAsync(PortForward forward) => _loop.RunAsync(() => _ports.Publish(forward));

    /// <summary>Closes a published port; its connections go on. False: there is none with this number.</summary>
    public Task<bool> UnpublishAsync(int id) => _loop.RunAsync(() => _ports.Unpublish(id));

    public Task<IReadOnlyList<ForwardSnapshot>> ForwardsAsync() => _loop.RunAsync(_ports.Snapshot);

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => _loop.RunAsync(_driver.Flows);

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() => _loop.RunAsync(_driver.Report);

    /// <summary>Begins a capture. End it with <see cref="EndCapture"/>; it ends by itself with the endpoint.</summary>
    /// <param name="filter">Which frames; null for all.</param>
    public Task<CaptureSession> CaptureAsync(PacketFilter? filter) => _loop.RunAsync(() =>
    {
        CaptureSession session = new(filter);
        _captures.Add(session);
        return session;
    });

    /// <summary>Nothing more is captured; what was can still be read.</summary>
    public void EndCapture(CaptureSession session) => _ = _loop.Post(() => _captures.Remove(session));

    /// <summary>Closes ports and resets connections; the interface goes with its last descriptor.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _loop.Post(() =>
        {
            _ports.Dispose();
            _driver.Dispose();
            _captures.End();
        });
        _loop.Stop();
        await _loop.Completion.ConfigureAwait(false);
        _loop.Dispose();
        _gone.TrySetResult();
        if (_file is not null)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
    }

    private IEndpointDriver Drive(TapPort tap, NetworkSettings settings, ILoggerFactory loggers)
    {
        TapDevice device = new(tap);
        if (settings.Impairment is not { } impairment)
        {
            return Drive(tap, device, settings, loggers);
        }

        ImpairedLink<TapDevice> link = new(device, impairment);
        return Drive(new ImpairedPort<TapDevice>(tap, link), new Impaired<TapDevice>(link), settings, loggers);
    }

    // Captures see what the node sees: with an impairment, what came through it.
    private EndpointDriver<Traced<TDevice, CaptureSink>> Drive<TDevice>(
        ILinkPort port, TDevice device, NetworkSettings settings, ILoggerFactory loggers)
        where TDevice : struct, ILinkDevice
    {
        Traced<TDevice, CaptureSink> traced = new(device, new CaptureSink(_captures));
        EndpointDriver<Traced<TDevice, CaptureSink>> driver = new(_loop, new PortLink(_loop, port), traced, settings, loggers);
        _captures.Watch(driver.NodeCounters, device.Capabilities);
        return driver;
    }
}
