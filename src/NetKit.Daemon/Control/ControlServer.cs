using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NetKit.Interop;

namespace NetKit.Daemon.Control;

/// <summary>
/// HTTP and JSON on a <see cref="ControlSocket"/>. Kestrel is used as a bare server: without host, services and configuration it starts
/// in a fraction of the time, and there is nothing to configure here.
/// </summary>
public sealed partial class ControlServer : IAsyncDisposable
{
    /// <summary>Octets a second that a client must send and take while something is on its way.</summary>
    private const double SlowestClient = 240;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private readonly KestrelServer _server;
    private readonly ControlSocket _socket;
    private readonly ILogger _log;

    /// <summary>Kestrel's own log would tell of every connection and byte; what matters is said here.</summary>
    private ControlServer(ControlSocket socket, ServerLimits limits, ILoggerFactory loggers)
    {
        _socket = socket;
        _log = loggers.CreateLogger<ControlServer>();
        SocketTransportOptions transport = new() { CreateBoundListenSocket = _ => socket.Listener, Backlog = ControlSocket.Backlog };
        _server = new KestrelServer(
            Options.Create(ServerOptions(socket.Path, limits)),
            new SocketTransportFactory(Options.Create(transport), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    /// <summary>Begins to answer; takes over the socket.</summary>
    public static Task<ControlServer> StartAsync(ControlSocket socket, IControlTarget target, ILoggerFactory loggers) =>
        StartAsync(socket, new ControlRoutes(target).AnswerAsync, ControlAnswer.ProblemAsync, ServerLimits.OfInstance, loggers);

    /// <summary>The same for any protocol that is HTTP on a private socket.</summary>
    internal static async Task<ControlServer> StartAsync(
        ControlSocket socket, RequestDelegate answer, ProblemWriter problem, ServerLimits limits, ILoggerFactory loggers)
    {
        ControlServer server = new(socket, limits, loggers);
        ControlApplication application = new(answer, problem, loggers);
        await server._server.StartAsync(application, CancellationToken.None).ConfigureAwait(false);
        return server;
    }

    /// <summary>Ends all connections, those with a request under way after a second, and removes the socket's file.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource patience = new(StopTimeout);
        await _server.StopAsync(patience.Token).ConfigureAwait(false);
        _server.Dispose();
        _socket.Dispose();
    }

    private KestrelServerOptions ServerOptions(string path, ServerLimits limits)
    {
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = limits.Body;
        options.Limits.MaxConcurrentConnections = limits.Connections;
        options.Limits.RequestHeadersTimeout = limits.Patience;
        options.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestClient, limits.Patience);
        options.Limits.MinResponseDataRate = new MinDataRate(SlowestClient, limits.Patience);
        options.ListenUnixSocket(path, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            _ = listen.Use(next => connection => IsWelcome(connection) ? next(connection) : Task.CompletedTask);
        });
        return options;
    }

    /// <summary>The mode keeps others out of the file; this keeps them out of a descriptor or a directory that went astray.</summary>
    private bool IsWelcome(ConnectionContext connection)
    {
        nint handle = connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Handle;
        Errno error = UnixSockets.PeerUser(new Fd((int)handle), out uint user);
        bool welcome = error == Errno.None && (user == ProcessIdentity.EffectiveUser || user == 0);
        if (!welcome)
        {
            LogStranger(user);
        }

        return welcome;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {User} knocked at the control socket and was turned away.")]
    private partial void LogStranger(uint user);
}
