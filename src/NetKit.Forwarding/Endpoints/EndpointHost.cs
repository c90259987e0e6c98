using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Forwarding.Loop;
using NetKit.Links.Tap;

namespace NetKit.Forwarding.Endpoints;

/// <summary>
/// One container's network: an event loop of its own, the container's TAP, and everything that serves it. Any thread may use it; the
/// work is done on the loop.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class EndpointHost : IAsyncDisposable
{
    private readonly EventLoop _loop;
    private readonly EndpointDriver<TapDevice> _driver;
    private readonly PortTable _ports;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EndpointHost(EventLoop loop, TapPort tap, NetworkSettings settings, ILoggerFactory loggers)
    {
        _loop = loop;
        _driver = new EndpointDriver<TapDevice>(loop, new PortLink(loop, tap), new TapDevice(tap), settings, loggers);
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

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => _loop.RunAsync(() => FlowReport.Of(_driver, _loop.Now));

    public Task<IReadOnlyList<CounterSnapshot>> CountersAsync() => _loop.RunAsync(() => CounterReport.Of(_driver));

    /// <summary>Closes ports and resets connections; the interface goes with its last descriptor.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _loop.Post(() =>
        {
            _ports.Dispose();
            _driver.Dispose();
        });
        _loop.Stop();
        await _loop.Completion.ConfigureAwait(false);
        _loop.Dispose();
        _gone.TrySetResult();
    }
}
