using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>The control API of the built binary, with clients that behave badly.</summary>
[Requires("setpriv", "unshare")]
public sealed class ApiTests : DaemonFixture
{
    private const int Clients = 1000;
    private const int TooLong = 300 * 1024;

    private static readonly string[] Collections = ["/v1/networks", "/v1/endpoints", "/v1/forwards"];

    private static readonly string[] ReadOnly =
        ["/v1/flows", "/v1/stats", "/v1/health", "/v1/version", "/metrics", "/openapi.json", "/v1/events"];

    private static readonly string[] PluginCalls =
    [
        "NetworkDriver.CreateNetwork", "NetworkDriver.DeleteNetwork", "NetworkDriver.CreateEndpoint", "NetworkDriver.DeleteEndpoint",
        "NetworkDriver.Join", "NetworkDriver.Leave", "NetworkDriver.ProgramExternalConnectivity", "NetworkDriver.RevokeExternalConnectivity",
        "NetworkDriver.EndpointOperInfo", "IpamDriver.RequestPool", "IpamDriver.ReleasePool", "IpamDriver.RequestAddress", "IpamDriver.ReleaseAddress",
    ];

    [Test]
    public async Task Every_collection_refuses_a_bad_body([ValueSource(nameof(Collections))] string path, [Values("", "{", "null", "[]", "{}", "7")] string body)
    {
        (int status, string answer) = await Daemon.Api.SendAsync("POST", path, body);
        Assert.That(status, Is.EqualTo(400), answer);
        Assert.That(DetailOf(answer), Does.EndWith("."));
    }

    [Test]
    public async Task Every_collection_refuses_an_oversized_body_and_another_type([ValueSource(nameof(Collections))] string path)
    {
        Assert.That((await Daemon.Api.SendAsync("POST", path, new string(' ', TooLong))).Status, Is.EqualTo(413));
        Assert.That((await Daemon.Api.SendAsync("POST", path, "name=blue", "application/x-www-form-urlencoded")).Status, Is.EqualTo(415));
        Assert.That((await Daemon.Api.SendAsync("PATCH", path, "{}")).Status, Is.EqualTo(405));
    }

    [Test]
    public async Task Every_collection_knows_what_it_does_not_have([ValueSource(nameof(Collections))] string path)
    {
        (int status, string answer) = await Daemon.Api.SendAsync("DELETE", $"{path}/12345678");
        Assert.That(status, Is.EqualTo(404), answer);
        Assert.That(DetailOf(answer), Does.Contain("12345678").And.EndsWith("."));
    }

    [Test]
    public async Task What_can_only_be_read_says_so([ValueSource(nameof(ReadOnly))] string path)
    {
        Assert.That((await Daemon.Api.SendAsync("POST", path, "{}")).Status, Is.EqualTo(405));
        Assert.That((await Daemon.Api.SendAsync("DELETE", path)).Status, Is.EqualTo(405));
        if (path != "/v1/events")
        {
            Assert.That((await Daemon.Api.SendAsync("GET", path)).Status, Is.EqualTo(200));
        }
    }

    [Test]
    public async Task A_duplicate_is_a_conflict()
    {
        Assert.That((await Daemon.Api.SendAsync("POST", "/v1/networks", """{"name":"blue"}""")).Status, Is.EqualTo(409));
        using Container web = new(Daemon, "blue", "web");
        string again = $$"""{"network":"blue","name":"web","netNs":"{{web.Namespace.Path}}","interface":"eth5"}""";
        (int status, string answer) = await Daemon.Api.SendAsync("POST", "/v1/endpoints", again);
        Assert.That(status, Is.EqualTo(409), answer);
        const string Port = """{"ports":[{"hostPort":8080,"containerPort":80}],"to":"web"}""";
        Assert.That((await Daemon.Api.SendAsync("POST", "/v1/forwards", Port)).Status, Is.EqualTo(201));
        Assert.That((await Daemon.Api.SendAsync("POST", "/v1/forwards", Port)).Status, Is.EqualTo(409));
        int id = Daemon.Forwards().Single().GetProperty("id").GetInt32();
        Assert.That((await Daemon.Api.SendAsync("DELETE", $"/v1/forwards/{Text(id)}")).Status, Is.EqualTo(204));
        Assert.That((await Daemon.Api.SendAsync("DELETE", $"/v1/forwards/{Text(id)}")).Status, Is.EqualTo(404));
        Assert.That((await Daemon.Api.SendAsync("DELETE", "/v1/endpoints/blue/web")).Status, Is.EqualTo(204));
    }

    [Test]
    public async Task The_document_names_every_route()
    {
        (_, string document) = await Daemon.Api.SendAsync("GET", "/openapi.json");
        using JsonDocument parsed = JsonDocument.Parse(document);
        string[] paths = [.. parsed.RootElement.GetProperty("paths").EnumerateObject().Select(static one => one.Name)];
        Assert.That(paths, Is.SupersetOf(Collections.Concat(ReadOnly).Where(static path => path != "/openapi.json")));
    }

    [Test]
    public async Task Every_call_of_dockerds_refuses_nonsense([ValueSource(nameof(PluginCalls))] string call, [Values("", "{", "null", "[]", "{}")] string body)
    {
        (int status, string answer) = await Daemon.Plugin.SendAsync("POST", $"/{call}", body, "application/vnd.docker.plugins.v1.2+json");
        Assert.That(status, Is.AnyOf(200, 400, 404, 500), answer);
        Assert.That(() => JsonDocument.Parse(answer).Dispose(), Throws.Nothing, answer);
        Assert.That(Daemon.Networks(), Has.Length.EqualTo(3));
    }

    [Test]
    public async Task A_plugin_call_of_the_future_is_not_found()
    {
        Assert.That((await Daemon.Plugin.SendAsync("POST", "/NetworkDriver.Teleport", "{}")).Status, Is.EqualTo(404));
        Assert.That((await Daemon.Plugin.SendAsync("POST", "/NetworkDriver.CreateNetwork", new string(' ', TooLong))).Status, Is.EqualTo(413));
    }

    [Test]
    public async Task A_thousand_clients_at_once_are_all_served_and_forgotten()
    {
        int before = Daemon.OpenDescriptors;
        Socket[] sockets = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => ApiClient.ConnectAsync(Daemon.Socket)));
        try
        {
            byte[] request = "GET /v1/networks HTTP/1.1\r\nHost: n\r\n\r\n"u8.ToArray();
            _ = await Task.WhenAll(sockets.Select(socket => socket.SendAsync(request)));
            string[] answers = await Task.WhenAll(sockets.Select(ReadAsync));
            Assert.That(answers, Is.All.StartsWith("HTTP/1.1 200 OK"));
        }
        finally
        {
            Array.ForEach(sockets, static socket => socket.Dispose());
        }

        Eventually.True(
            () => Daemon.OpenDescriptors <= before + 5, Command.UsualLimit, () => $"{before} descriptors became {Daemon.OpenDescriptors}");
    }

    [Test]
    public async Task A_client_that_dawdles_is_shown_out_and_keeps_nobody_waiting()
    {
        string[] beginnings =
        [
            "GET /v1/net",
            "POST /v1/networks HTTP/1.1\r\nHost: n\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
        ];
        List<Socket> slow = [];
        foreach (string beginning in beginnings)
        {
            Socket socket = await ApiClient.ConnectAsync(Daemon.Socket);
            slow.Add(socket);
            _ = await socket.SendAsync(Encoding.ASCII.GetBytes(beginning));
        }

        Assert.That((await Daemon.Api.SendAsync("GET", "/v1/health")).Status, Is.EqualTo(200));
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        foreach (Socket socket in slow)
        {
            byte[] answer = new byte[4096];
            int length = await socket.ReceiveAsync(answer, patience.Token);
            Assert.That(Encoding.ASCII.GetString(answer, 0, length), Does.StartWith("HTTP/1.1 408").Or.Empty);
            socket.Dispose();
        }
    }

    [Test]
    public void Sockets_are_for_the_daemons_user_alone()
    {
        foreach (string socket in (string[])[Daemon.Socket, Daemon.PluginSocket])
        {
            Assert.That(File.GetUnixFileMode(socket), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), socket);
        }

        using OrdinaryUser user = new();
        Outcome refused = Command.Run(user.Line([user.Netkit, "network", "ls", "--socket", Daemon.Socket])).EndedWith(1);
        Assert.That(refused.Error, Does.StartWith("netkit: ").And.Contain(Daemon.Socket));

        // Whoever got hold of the file all the same is asked who he is.
        File.SetUnixFileMode(Daemon.Socket, UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            _ = Command.Run(user.Line([user.Netkit, "network", "ls", "--socket", Daemon.Socket])).EndedWith(1);
            Daemon.WaitForLog("User 65534 knocked at the control socket");
        }
        finally
        {
            File.SetUnixFileMode(Daemon.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Test]
    public async Task Events_tell_what_happens()
    {
        using Socket listener = await ApiClient.ConnectAsync(Daemon.Socket);
        _ = await listener.SendAsync("GET /v1/events HTTP/1.1\r\nHost: n\r\n\r\n"u8.ToArray());
        StringBuilder told = new(await ReadAsync(listener));
        _ = Daemon.Ask("network", "create", "eventful", "--subnet", "10.93.0.0/24").Succeeded();
        _ = Daemon.Ask("network", "rm", "eventful").Succeeded();
        while (!told.ToString().Contains("\"remove\"", StringComparison.Ordinal))
        {
            string more = await ReadAsync(listener);
            Assert.That(more, Is.Not.Empty, told.ToString());
            _ = told.Append(more);
        }

        Assert.That(told.ToString(), Does.Contain("\"create\"").And.Contain("eventful"));
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        using CancellationTokenSource patience = new(Command.UsualLimit);
        byte[] answer = new byte[4096];
        return Encoding.UTF8.GetString(answer, 0, await socket.ReceiveAsync(answer, patience.Token));
    }

    private static string DetailOf(string problem)
    {
        using JsonDocument document = JsonDocument.Parse(problem);
        return document.RootElement.GetProperty("detail").GetString()!;
    }
}
