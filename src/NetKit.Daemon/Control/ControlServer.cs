using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NetKit.Interop;

namespace NetKit.Daemon.Control;

/// <summary>
/// HTTP and JSON on a <see cref="ControlSocket"/>. Kestrel is used as a bare server: without host, services and configuration it starts
/// in a fraction of the time, and there is nothing to configure here.
/// </summary>
public sealed partial class ControlServer : IAsyncDisposable
{
    private const int LargestBody = 256 * 1024;
    private const int MaximumConnections = 64;

    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private readonly KestrelServer _server;
    private readonly ControlSocket _socket;
    private readonly ILogger _log;

    private ControlServer(ControlSocket socket, ILoggerFactory loggers)
    {
        _socket = socket;
        _log = loggers.CreateLogger<ControlServer>();
        SocketTransportOptions transport = new() { CreateBoundListenSocket = _ => socket.Listener };
        _server = new KestrelServer(
            Options.Create(ServerOptions(socket.Path)),
            new SocketTransportFactory(Options.Create(transport), loggers),
            loggers);
    }

    /// <summary>Begins to answer; takes over the socket.</summary>
    public static async Task<ControlServer> StartAsync(ControlSocket socket, IControlTarget target, ILoggerFactory loggers)
    {
        ControlServer server = new(socket, loggers);
        await server._server.StartAsync(new ControlApplication(target, loggers), CancellationToken.None).ConfigureAwait(false);
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

    private KestrelServerOptions ServerOptions(string path)
    {
        KestrelServerOptions options = new() { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = LargestBody;
        options.Limits.MaxConcurrentConnections = MaximumConnections;
        options.Limits.RequestHeadersTimeout = HeaderTimeout;
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
