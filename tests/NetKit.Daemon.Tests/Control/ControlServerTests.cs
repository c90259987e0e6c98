using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using NetKit.Control;
using NetKit.Control.Client;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Control;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Control;

/// <summary>The control API over a real socket, with the client that the commands use and with clients that behave badly.</summary>
public sealed class ControlServerTests
{
    private readonly List<IAsyncDisposable> _servers = [];
    private string _directory = string.Empty;

    private string SocketPath => Path.Combine(_directory, "n.sock");

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("netkit-test-").FullName;

    [TearDown]
    public async Task StopAsync()
    {
        foreach (IAsyncDisposable server in _servers)
        {
            await server.DisposeAsync();
        }

        _servers.Clear();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public async Task Ports_are_published_listed_and_removed()
    {
        using ControlClient client = await StartAsync(new FakeTarget());
        ForwardList added = await client.AddForwardsAsync(Ports("127.0.0.1:8000-8001:9000-9001/udp"));
        string[] shown = [.. added.Forwards.Select(static one => $"{one.Id} {one.Protocol} {one.Host} {one.Container} {one.State}")];
        Assert.That(shown, Is.EqualTo((string[])
        [
            "1 Udp 127.0.0.1:8000 10.0.2.100:9000 listening",
            "2 Udp 127.0.0.1:8001 10.0.2.100:9001 listening",
        ]));
        await client.RemoveForwardAsync(1);
        ForwardList left = await client.ListForwardsAsync();
        Assert.That(left.Forwards.Select(static one => one.Id), Is.EqualTo((int[])[2]));
    }

    [Test]
    public async Task A_busy_port_takes_the_others_of_the_request_back()
    {
        using ControlClient client = await StartAsync(new FakeTarget { Busy = { 8001 } });
        Assert.That(
            () => client.AddForwardsAsync(Ports("8000-8002:9000-9002")),
            Throws.TypeOf<ControlException>().With.Message.EqualTo("127.0.0.1:8001 is in use already."));
        Assert.That((await client.ListForwardsAsync()).Forwards, Is.Empty);
    }

    [Test]
    public async Task An_unknown_id_is_said()
    {
        using ControlClient client = await StartAsync(new FakeTarget());
        Assert.That(
            () => client.RemoveForwardAsync(7),
            Throws.TypeOf<ControlException>().With.Message.EqualTo("There is no published port 7: 'netkit forward ls' lists them."));
    }

    [Test]
    public async Task Everything_can_be_read()
    {
        using ControlClient client = await StartAsync(new FakeTarget());
        FlowInfo flow = (await client.ListFlowsAsync()).Flows.Single();
        Assert.That($"{flow.Protocol} {flow.Direction} {flow.Container} {flow.Remote} {flow.OctetsOut} {flow.OctetsIn}",
            Is.EqualTo("tcp out 10.0.2.100:40000 192.0.2.1:443 10 20"));
        StatsInfo stats = await client.GetStatsAsync();
        Assert.That(stats.Groups.Select(static group => $"{group.Name} {group.Counters.Count}"), Is.EqualTo((string[])["tcp 2", "udp 1"]));
        Assert.That(stats.Drops, Is.EqualTo((DropInfo[])[new DropInfo("tcp", "bad-checksum", 1)]));
        Assert.That((await client.ListEndpointsAsync()).Endpoints.Single().Address, Is.EqualTo("10.0.2.100"));
        Assert.That(await client.GetHealthAsync(), Is.EqualTo(new HealthInfo("ok", "web", "1.2.3", 42, 0.5)));
        Assert.That(await client.GetVersionAsync(), Is.EqualTo(new VersionInfo("netkit", "1.2.3", "v1")));
    }

    [TestCase("{", "application/json", HttpStatusCode.BadRequest)]
    [TestCase("null", "application/json", HttpStatusCode.BadRequest)]
    [TestCase("{}", "application/json", HttpStatusCode.BadRequest)]
    [TestCase("{\"ports\":[]}", "application/json", HttpStatusCode.BadRequest)]
    [TestCase("{\"ports\":[null]}", "application/json", HttpStatusCode.BadRequest)]
    [TestCase("{\"ports\":[{\"containerPort\":0}]}", "application/json", HttpStatusCode.BadRequest)]
    [TestCase("{\"ports\":[{\"containerPort\":80}]}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_bad_body_is_a_problem(string body, string type, HttpStatusCode status)
    {
        using ControlClient client = await StartAsync(new FakeTarget());
        using StringContent content = new(body, Encoding.UTF8, type);
        await ProblemAsync(HttpMethod.Post, ControlPaths.Forwards, content, status);
        Assert.That((await client.ListForwardsAsync()).Forwards, Is.Empty);
    }

    [Test]
    public async Task Too_many_ports_are_a_problem()
    {
        using ControlClient client = await StartAsync(new FakeTarget());
        string ports = string.Join(',', Enumerable.Repeat("{\"containerPort\":80}", PortSpec.MaximumPorts + 1));
        using StringContent content = new($"{{\"ports\":[{ports}]}}", Encoding.UTF8, "application/json");
        await ProblemAsync(HttpMethod.Post, ControlPaths.Forwards, content, HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task An_oversized_body_is_a_problem_and_is_not_read()
    {
        using ControlClient client = await StartAsync(new FakeTarget());
        using StringContent content = new(new string(' ', 300 * 1024), Encoding.UTF8, "application/json");
        await ProblemAsync(HttpMethod.Post, ControlPaths.Forwards, content, HttpStatusCode.RequestEntityTooLarge);
        Assert.That((await client.GetHealthAsync()).Status, Is.EqualTo("ok"));
    }

    [TestCase("GET", "/", HttpStatusCode.NotFound)]
    [TestCase("GET", "/v2/flows", HttpStatusCode.NotFound)]
    [TestCase("DELETE", "/v1/forwards/x", HttpStatusCode.NotFound)]
    [TestCase("DELETE", "/v1/forwards/-1", HttpStatusCode.NotFound)]
    [TestCase("DELETE", "/v1/forwards/99999999999", HttpStatusCode.NotFound)]
    [TestCase("PUT", "/v1/forwards", HttpStatusCode.MethodNotAllowed)]
    [TestCase("GET", "/v1/forwards/1", HttpStatusCode.MethodNotAllowed)]
    [TestCase("POST", "/v1/flows", HttpStatusCode.MethodNotAllowed)]
    public async Task What_is_not_there_is_a_problem(string method, string path, HttpStatusCode status)
    {
        using ControlClient client = await StartAsync(new FakeTarget());
        await ProblemAsync(new HttpMethod(method), path, null, status);
    }

    [Test]
    public async Task A_failure_inside_is_a_problem_without_its_innards()
    {
        using ControlClient client = await StartAsync(new FakeTarget { FlowsFailure = new InvalidOperationException("secret") });
        Assert.That(client.ListFlowsAsync, Throws.TypeOf<ControlException>().With.Message.Not.Contains("secret"));
    }

    [Test]
    public async Task Many_clients_at_once_are_all_served()
    {
        const int Clients = 32;
        using ControlClient first = await StartAsync(new FakeTarget());
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            using ControlClient client = new(SocketPath);
            string spec = string.Create(CultureInfo.InvariantCulture, $"{10_000 + number}:80");
            ForwardList added = await client.AddForwardsAsync(Ports(spec));
            Assert.That(added.Forwards, Has.Count.EqualTo(1));
        }));
        Assert.That((await first.ListForwardsAsync()).Forwards, Has.Count.EqualTo(Clients));
    }

    [Test]
    public async Task What_is_no_http_costs_one_connection()
    {
        using ControlClient client = await StartAsync(new FakeTarget());
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
        _ = await socket.SendAsync("NONSENSE\r\n\r\n"u8.ToArray());
        byte[] answer = new byte[4096];
        int length = await socket.ReceiveAsync(answer);
        Assert.That(Encoding.ASCII.GetString(answer, 0, length), Does.StartWith("HTTP/1.1 400"));
        Assert.That((await client.GetHealthAsync()).Status, Is.EqualTo("ok"));
    }

    [Test]
    public async Task Connections_made_before_the_server_starts_are_answered_when_it_does()
    {
        ControlSocket socket = Bind();
        using ControlClient client = new(SocketPath);
        Task<HealthInfo> early = client.GetHealthAsync();
        _servers.Add(await ControlServer.StartAsync(socket, new FakeTarget(), NullLoggerFactory.Instance));
        Assert.That((await early).Name, Is.EqualTo("web"));
    }

    [Test]
    public async Task The_end_removes_the_file()
    {
        ControlServer server = await ControlServer.StartAsync(Bind(), new FakeTarget(), NullLoggerFactory.Instance);
        Assert.That(File.Exists(SocketPath), Is.True);
        await server.DisposeAsync();
        Assert.That(File.Exists(SocketPath), Is.False);
    }

    private static IEnumerable<PublishedPort> Ports(string text)
    {
        Assert.That(PortSpec.TryParse(text, out PortSpec? spec, out string? error), Is.True, error);
        return spec!.Expand();
    }

    private ControlSocket Bind()
    {
        Assert.That(ControlSocket.TryBind(SocketPath, out ControlSocket? socket), Is.Null);
        return socket!;
    }

    private async Task<ControlClient> StartAsync(FakeTarget target)
    {
        _servers.Add(await ControlServer.StartAsync(Bind(), target, NullLoggerFactory.Instance));
        return new ControlClient(SocketPath);
    }

    private async Task ProblemAsync(HttpMethod method, string path, HttpContent? content, HttpStatusCode status)
    {
        using HttpClient http = new(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
            Expect100ContinueTimeout = TimeSpan.FromSeconds(30),
        });
        using HttpRequestMessage request = new(method, $"http://netkit{path}") { Content = content };
        // A refused body must not be on its way: the client would meet the closed connection before it reads the answer.
        request.Headers.ExpectContinue = content is not null;
        using HttpResponseMessage response = await http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo(Problem.MediaType));
        Problem? problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), ControlJson.Default.Problem);
        Assert.That(problem!.Status, Is.EqualTo((int)status));
        Assert.That(problem.Detail, Does.EndWith("."));
    }
}
