using System;
using System.Collections.Generic;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Forwarding.Captures;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Networks;

namespace NetKit.Forwarding.Machines;

/// <summary>A network of virtual machines, and the sockets that they come by. Any thread may use it; the work is done on the network's loop.</summary>
[SupportedOSPlatform("linux")]
public sealed class MachineHost : IAsyncDisposable
{
    private readonly NetworkHost _network;
    private readonly MachineGate _gate;
    private readonly CaptureSession? _session;
    private readonly CaptureFile? _file;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private MachineHost(NetworkHost network, NetworkSettings settings, ILoggerFactory loggers)
    {
        _network = network;
        _gate = new MachineGate(network, settings, loggers.CreateLogger<MachineHost>());
        _gate.Deserted += () => _gone.TrySetResult();
        if (settings.CaptureFile is { } path)
        {
            _session = network.CaptureAll(null);
            _file = CaptureFile.Open(path, _session, loggers);
        }
    }

    /// <summary>Completes when no machine is there and none can come: all were handed over as connected sockets, and have left.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Listens in all of the places; or in none, and a sentence says why. Machines are served from then on.</summary>
    /// <exception cref="System.IO.IOException">The capture file cannot be written; <see cref="UnauthorizedAccessException"/> likewise.</exception>
    public static async Task<(MachineHost? Host, string? Refusal)> StartAsync(
        NetworkSettings settings, IReadOnlyList<MachineListen> listens, ILoggerFactory? loggers)
    {
        loggers ??= NullLoggerFactory.Instance;
        NetworkHost network = NetworkHost.Start(settings, loggers);
        MachineHost? host = null;
        string? refusal = null;
        try
        {
            host = await network.Loop.RunAsync(() => new MachineHost(network, settings, loggers)).ConfigureAwait(false);
            refusal = await network.Loop.RunAsync(() => host._gate.Open(listens)).ConfigureAwait(false);
            return refusal is null ? (host, null) : (null, refusal);
        }
        finally
        {
            if (host is null)
            {
                await network.DisposeAsync().ConfigureAwait(false);
            }
            else if (refusal is not null)
            {
                await host.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Opens a port of the host that leads to the address that the wish names, whether a machine has it now or not.</summary>
    public Task<ForwardResult> PublishAsync(PortForward forward) => _network.PublishAsync(forward);

    /// <summary>Closes a published port; its connections go on. False: there is none with this number.</summary>
    public Task<bool> UnpublishAsync(int id) => _network.UnpublishAsync(id);

    public Task<IReadOnlyList<ForwardSnapshot>> ForwardsAsync() => _network.ForwardsAsync();

    public Task<IReadOnlyList<FlowSnapshot>> FlowsAsync() => _network.FlowsAsync();

    public Task<IReadOnlyList<EndpointSnapshot>> EndpointsAsync() => _network.EndpointsAsync();

    public async Task<IReadOnlyList<CounterSnapshot>> CountersAsync()
    {
        IReadOnlyList<CounterSnapshot> network = await _network.CountersAsync().ConfigureAwait(false);
        IReadOnlyList<CounterSnapshot> machines =
            await _network.Loop.RunAsync<IReadOnlyList<CounterSnapshot>>(() => [.. _gate.Counters.Report()]).ConfigureAwait(false);
        return [.. network, .. machines];
    }

    /// <summary>Begins a capture of one machine; null: there is no such machine. With no name it is of all, those that come later included.</summary>
    public Task<CaptureSession?> CaptureAsync(string? name, PacketFilter? filter) => name is null
        ? _network.Loop.RunAsync<CaptureSession?>(() => _network.CaptureAll(filter))
        : _network.CaptureAsync(name, filter);

    /// <summary>Nothing more is captured; what was can still be read.</summary>
    public void EndCapture(CaptureSession session) => _network.EndCapture(session);

    /// <summary>Closes the sockets, the connections of the machines, ports and flows.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _network.Loop.Post(_gate.Dispose);
        if (_session is not null)
        {
            _network.EndCapture(_session);
        }

        await _network.DisposeAsync().ConfigureAwait(false);
        _gone.TrySetResult();
        if (_file is not null)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
    }
}
