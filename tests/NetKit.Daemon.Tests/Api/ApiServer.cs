using System;
using System.IO;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Control.Client;
using NetKit.Daemon.Api;
using NetKit.Daemon.Control;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Api;

/// <summary>The daemon's control API on a real socket.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;
    private readonly ControlServer _server;

    private ApiServer(Networks.Daemon daemon, ServerLimits limits)
    {
        SocketPath = Path.Combine(_directory, "n.sock");
        Assert.That(ControlSocket.TryBind(SocketPath, out ControlSocket? socket), Is.Null);
        DaemonRoutes routes = new(daemon.Manager, new DaemonIdentity());
        _server = ControlServer
            .StartAsync(socket!, routes.AnswerAsync, ControlAnswer.ProblemAsync, limits, NullLoggerFactory.Instance)
            .GetAwaiter().GetResult();
        Daemon = daemon;
        Client = new ControlClient(SocketPath);
        Http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) => new NetworkStream(await ConnectAsync(), ownsSocket: true),
            Expect100ContinueTimeout = TimeSpan.FromSeconds(30),
        })
        {
            BaseAddress = new Uri("http://netkit"),
        };
    }

    public string SocketPath { get; }

    public Networks.Daemon Daemon { get; }

    public ControlClient Client { get; }

    public HttpClient Http { get; }

    public static async Task<ApiServer> StartAsync(ServerLimits? limits = null) =>
        new(await Networks.Daemon.StartAsync(), limits ?? ServerLimits.OfDaemon);

    public async Task<Socket> ConnectAsync()
    {
        Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
        return connection;
    }

    public Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null)
    {
        HttpRequestMessage request = new(new HttpMethod(method), path)
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        // A refused body must not be on its way: the client would meet the closed connection before it reads the answer.
        request.Headers.ExpectContinue = body is not null;
        return Http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
