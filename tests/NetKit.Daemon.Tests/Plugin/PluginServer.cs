using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Daemon.Control;
using NetKit.Daemon.Plugin;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Plugin;

/// <summary>The plugin on a real socket, and a client that speaks as dockerd does: no content type, no host.</summary>
internal sealed class PluginServer : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;
    private readonly ControlServer _server;
    private readonly HttpClient _http;

    private PluginServer(Networks.Daemon daemon)
    {
        string path = Path.Combine(_directory, "p.sock");
        Assert.That(ControlSocket.TryBind(path, out ControlSocket? socket), Is.Null);
        NetworkDriver driver = new(daemon.Manager, new PluginSettings(IPAddress.Loopback, HostInterfaces: true), TimeProvider.System);
        PluginRoutes routes = new(driver, new IpamDriver(daemon.Manager.Addresses));
        _server = ControlServer
            .StartAsync(socket!, routes.AnswerAsync, PluginRoutes.RefuseAsync, ServerLimits.OfDaemon, NullLoggerFactory.Instance)
            .GetAwaiter().GetResult();
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(connection, ownsSocket: true);
            },
        });
        Daemon = daemon;
    }

    public Networks.Daemon Daemon { get; }

    public static async Task<PluginServer> StartAsync() => new(await Networks.Daemon.StartAsync());

    public async Task<(HttpStatusCode Status, JsonNode? Answer)> PostAsync(string path, string body)
    {
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        using HttpRequestMessage request = new(HttpMethod.Post, "http://plugin" + path) { Content = content };
        using HttpResponseMessage response = await _http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }

    public async Task<JsonNode> CallAsync(string path, JsonNode? request)
    {
        (HttpStatusCode status, JsonNode? answer) = await PostAsync(path, request?.ToJsonString() ?? string.Empty);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), path);
        return answer!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
