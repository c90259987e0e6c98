using System;
using System.IO;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Cli.Life;
using NetKit.Cli.Options;
using NetKit.Control.Sockets;
using NetKit.Daemon.Control;
using NetKit.Interop;
using NetKit.Links.Namespaces;
using NetKit.Links.Tap;

namespace NetKit.Cli.Running;

/// <summary>
/// A network with everything that the outside sees of it: published ports, control socket, pid file. What is put up last is put away first.
/// </summary>
/// <remarks>
/// The control socket listens before anything else happens, but the server behind it starts when the traffic already flows: connections
/// wait in the socket's queue for the few milliseconds, and nobody else does.
/// </remarks>
internal sealed class NetworkSession : IAsyncDisposable
{
    private readonly ILoggerFactory _loggers;
    private readonly ControlSocket? _socket;
    private INetwork? _network;
    private PidFile? _pidFile;
    private Task<ControlServer>? _server;

    private NetworkSession(ControlSocket? socket, ILoggerFactory loggers)
    {
        _socket = socket;
        _loggers = loggers;
    }

    /// <summary>Completes when the interface is gone. Only once it has been started.</summary>
    public Task Gone => _network!.Gone;

    /// <summary>Takes the control socket, so that a name in use is known before anything has been changed.</summary>
    /// <exception cref="FailureException">The place was asked for and cannot be had. An unasked one is only missed.</exception>
    public static NetworkSession Prepare(string name, NetworkChoices choices, LifeChoices life, TextWriter error)
    {
        StderrLoggers loggers = new(error, life.Verbose ? LogLevel.Information : LogLevel.Warning);
        ControlDirectory directory = ControlDirectory.OfThisUser;
        directory.RemoveDead();
        string path = life.ApiSocket is { } asked ? Path.GetFullPath(asked) : directory.SocketOf(name);
        string? refusal = ControlSocket.TryBind(path, out ControlSocket? socket);
        if (refusal is not null && (life.ApiSocket is not null || choices.Name is not null))
        {
            throw new FailureException(refusal);
        }

        if (refusal is not null)
        {
            error.WriteLine($"netkit: {refusal} Until then 'netkit forward' and the like cannot reach this one.");
        }

        return new NetworkSession(socket, loggers);
    }

    /// <summary>
    /// Starts the data plane on <paramref name="tap"/>, which it takes over, publishes the ports and says that it is ready.
    /// </summary>
    /// <param name="tap">The container's interface.</param>
    /// <param name="target">The container's namespace.</param>
    /// <param name="plan">The network.</param>
    /// <param name="life">Whom to tell.</param>
    /// <param name="start">Starts it.</param>
    /// <exception cref="FailureException">A port cannot be published, or nobody can be told.</exception>
    [SupportedOSPlatform("linux")]
    public Task StartAsync(TapPort tap, NamespaceTarget target, NetworkPlan plan, LifeChoices life, StartNetwork start) =>
        StartAsync(loggers => start(tap, plan.Splice ? OpenSockets(target) : null, plan.Settings, loggers), plan, life);

    /// <summary>The same with any kind of data plane.</summary>
    public async Task StartAsync(Func<ILoggerFactory, INetwork> start, NetworkPlan plan, LifeChoices life)
    {
        // Every flow takes a descriptor; the limit of a command that was started before is not touched.
        _ = ProcessLimits.RaiseOpenFiles(out _);
        INetwork network = Start(plan, start);
        _network = network;
        if (!plan.Ports.IsEmpty)
        {
            PublishResult published = await network.PublishAsync(plan.Ports).ConfigureAwait(false);
            if (published.IsRefused)
            {
                throw new FailureException(published.Refusal);
            }
        }

        _pidFile = PidFile.Write(life.PidFile);
        ReadySignal.Send(life.ReadyFd);
        if (_socket is { } socket)
        {
            _server = Task.Run(() => ControlServer.StartAsync(socket, network, _loggers));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            ControlServer server = await _server.ConfigureAwait(false);
            await server.DisposeAsync().ConfigureAwait(false);
        }

        _socket?.Dispose();
        if (_network is not null)
        {
            await _network.DisposeAsync().ConfigureAwait(false);
        }

        _pidFile?.Dispose();
        _loggers.Dispose();
    }

    [SupportedOSPlatform("linux")]
    private static NamespaceSockets OpenSockets(NamespaceTarget target)
    {
        string? failure = NamespaceSockets.TryOpen(target, SelfCommand.Line, out NamespaceSockets? sockets);
        return sockets ?? throw new FailureException($"--splice is not possible: {failure}");
    }

    private INetwork Start(NetworkPlan plan, Func<ILoggerFactory, INetwork> start)
    {
        try
        {
            return start(_loggers);
        }
        catch (Exception exception) when (plan.Settings.CaptureFile is not null && exception is IOException or UnauthorizedAccessException)
        {
            throw new FailureException($"--pcap {plan.Settings.CaptureFile} cannot be written: {exception.Message}");
        }
    }
}
