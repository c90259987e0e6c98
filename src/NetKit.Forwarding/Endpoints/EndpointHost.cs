using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Splicing;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Forwarding.Endpoints;

/// <summary>
/// One container's network: an event loop for each queue of its TAP, and everything that serves them. Any thread may use it; the work
/// is done on the loops.
/// </summary>
/// <remarks>
/// Where there are several loops, connections are spread over them, each owned by one (<see cref="FlowSteering"/>). The first loop also has what there is one
/// of: published ports, UDP, DHCP, neighbours.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class EndpointHost : IAsyncDisposable
{
    private const string LoopName = "netkit-loop";

    private readonly EndpointLoop _first;
    private readonly ImmutableArray<EndpointLoop> _others;
    private readonly CaptureFile? _file;
    private readonly PortTable _ports;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EndpointHost(TapPort tap, NamespaceSockets? sockets, NetworkSettings settings, ILoggerFactory loggers)
    {
        HostAccess access = new(settings);
        _first = new EndpointLoop(LoopName, tap, settings, access, loggers);
        _others =
        [
            .. tap.TakeQueues().Select((queue, i) => new EndpointLoop(
                string.Create(CultureInfo.InvariantCulture, $"{LoopName}-{i + 2}"), queue, settings with { AdvertisesRouter = false }, access, loggers)),
        ];
        if (settings.CaptureFile is { } path)
        {
            CaptureSession session = new(null);
            _file = CaptureFile.Open(path, session, loggers);
            _first.Captures.Add(session);
            Join(session);
        }

        FlowSpread.Share([.. All.Select(static loop => (loop.Loop, loop.Driver))]);
        _first.Driver.Gone += () => _gone.TrySetResult();
        if (sockets is not null)
        {
            SpliceLog log = new(loggers.CreateLogger(typeof(SpliceLog).Namespace!));
            _first.Driver.Tcp.Splice(sockets, new TcpSettings().MaximumConnections, log);
        }

        _ports = new PortTable(_first.Loop, _first.Driver.Tcp, _first.Driver.Udp, access);
    }

    /// <summary>Completes when the container's interface has gone.</summary>
    public Task Gone => _gone.Task;

    private IEnumerable<EndpointLoop> All => _others.Prepend(_first);

    /// <summary>Serves a TAP, with a loop for each of its queues; it is the host's from here on. Traffic flows when this returns.</summary>
    /// <param name="tap">The container's link.</param>
    /// <param name="sockets">Sockets of the container's namespace, the host's from here on: published TCP ports lead there, past the stack. Null: through it.</param>
    /// <param name="settings">The network.</param>
    /// <param name="loggers">Null: nothing is logged.</param>
    public static EndpointHost Start(TapPort tap, NamespaceSockets? sockets, NetworkSettings settings, ILoggerFactory? loggers)
    {
        EndpointHost host = new(tap, sockets, settings, loggers ?? NullLoggerFactory.Instance);
        foreach (EndpointLoop loop in host.All)
        {
            loop.Loop.Start();
        }

        return host;
    }

    /// <summary>Opens a port of the host that leads to the container.</summary>
    public Task<ForwardResult> PublishAsync(PortForward forward) => _first.Loop.RunAsync(() => _ports.Publish(forward));

    /// <summary>Closes a published port; its connections go on. False: there is none with this number.</summary>
    public Task<bool> UnpublishAsync(int id) => _first.Loop.RunAsync(() => _ports.Unpublish(id));

    public Task<IReadOnlyList<ForwardSnapshot>> ForwardsAsync() => _first.Loop.RunAsync(_ports.Snapshot);

    public async Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() =>
        [.. (await Task.WhenAll(All.Select(static loop => loop.FlowsAsync())).ConfigureAwait(false)).SelectMany(static flows => flows)];

    public async Task<IReadOnlyList<CounterSnapshot>> CountersAsync() =>
        CounterReport.Sum(await Task.WhenAll(All.Select(static loop => loop.CountersAsync())).ConfigureAwait(false));

    /// <summary>Begins a capture. End it with <see cref="EndCapture"/>; it ends by itself with the endpoint.</summary>
    /// <param name="filter">Which frames; null for all.</param>
    public Task<CaptureSession> CaptureAsync(PacketFilter? filter) => _first.Loop.RunAsync(() =>
    {
        CaptureSession session = new(filter);
        _first.Captures.Add(session);
        Join(session);
        return session;
    });

    /// <summary>Nothing more is captured; what was can still be read.</summary>
    public void EndCapture(CaptureSession session)
    {
        foreach (EndpointLoop loop in All)
        {
            _ = loop.Loop.Post(() => loop.Captures.Remove(session));
        }
    }

    /// <summary>Closes ports and resets connections; the interface goes with its last descriptor.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _first.Loop.Post(_ports.Dispose);
        foreach (EndpointLoop loop in All)
        {
            await loop.DisposeAsync().ConfigureAwait(false);
        }

        _gone.TrySetResult();
        if (_file is not null)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Join(CaptureSession session)
    {
        foreach (EndpointLoop loop in _others)
        {
            _ = loop.Loop.Post(() => loop.Captures.Join(session));
        }
    }
}
