using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using NetKit.Control;
using NetKit.Control.Client;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Daemon.Control;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Api;

/// <summary>The daemon's control API, with the client of the commands and with clients that behave badly.</summary>
public sealed class DaemonRoutesTests
{
    [Test]
    public async Task Networks_endpoints_and_ports_live_and_die()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        NetworkInfo blue = await server.Client.CreateNetworkAsync(new NetworkRequest("blue", "10.7.0.0/24"));
        EndpointInfo web = await server.Client.CreateEndpointAsync(new EndpointRequest("blue", "web", "/run/netns/web"));
        Assert.That((blue.Gateway, web.Address, web.Mac, web.State), Is.EqualTo(("10.7.0.1", "10.7.0.2", "02:42:0a:07:00:02", "attached")));
        ForwardList made = await server.Client.AddForwardsAsync([new PublishedPort(PortProtocol.Tcp, null, new PortRange(8080, 8080), 80)], "web");
        Assert.That(made.Forwards.Single().Endpoint, Is.EqualTo("web"));
        Assert.That(() => server.Client.RemoveNetworkAsync("blue"), Throws.TypeOf<ControlException>().With.Message.Contains("has 1 endpoints"));
        await server.Client.RemoveForwardAsync(made.Forwards[0].Id);
        await server.Client.RemoveEndpointAsync("blue/web");
        await server.Client.RemoveNetworkAsync(blue.Id[..12]);
        Assert.That((await server.Client.ListNetworksAsync()).Networks, Is.Empty);
        Assert.That(server.Daemon.Disk.Paths, Is.Empty);
    }

    [TestCase("GET", "/v1/networks/none", "", HttpStatusCode.NotFound)]
    [TestCase("DELETE", "/v1/networks/none", "", HttpStatusCode.NotFound)]
    [TestCase("DELETE", "/v1/endpoints/none", "", HttpStatusCode.NotFound)]
    [TestCase("DELETE", "/v1/forwards/7", "", HttpStatusCode.NotFound)]
    [TestCase("DELETE", "/v1/forwards/x", "", HttpStatusCode.NotFound)]
    [TestCase("PUT", "/v1/networks", "{}", HttpStatusCode.MethodNotAllowed)]
    [TestCase("POST", "/v1/events", "{}", HttpStatusCode.MethodNotAllowed)]
    [TestCase("GET", "/v2/networks", "", HttpStatusCode.NotFound)]
    [TestCase("POST", "/v1/networks", "{", HttpStatusCode.BadRequest)]
    [TestCase("POST", "/v1/networks", "null", HttpStatusCode.BadRequest)]
    [TestCase("POST", "/v1/networks", "{}", HttpStatusCode.BadRequest)]
    [TestCase("POST", "/v1/networks", "{\"name\":null}", HttpStatusCode.BadRequest)]
    [TestCase("POST", "/v1/networks", "{\"name\":\"../x\"}", HttpStatusCode.BadRequest)]
    [TestCase("POST", "/v1/endpoints", "{\"network\":\"none\",\"name\":\"a\",\"netNs\":\"/x\"}", HttpStatusCode.NotFound)]
    [TestCase("POST", "/v1/endpoints", "[]", HttpStatusCode.BadRequest)]
    [TestCase("POST", "/v1/forwards", "{\"ports\":[{\"containerPort\":80}]}", HttpStatusCode.BadRequest)]
    [TestCase("POST", "/v1/forwards", "{\"ports\":[{\"containerPort\":80}],\"to\":\"none\"}", HttpStatusCode.NotFound)]
    [TestCase("POST", "/v1/forwards", "{\"ports\":[null],\"to\":\"web\"}", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_done_is_a_problem(string method, string path, string body, HttpStatusCode status)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage response = await server.SendAsync(method, path, body.Length == 0 ? null : body);
        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo(Problem.MediaType));
        Assert.That((string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["detail"]!, Does.EndWith("."));
        Assert.That(server.Daemon.Disk.Paths, Is.Empty);
    }

    [TestCase("/v1/networks")]
    [TestCase("/v1/endpoints")]
    [TestCase("/v1/forwards")]
    public async Task An_oversized_body_is_a_problem(string path)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage response = await server.SendAsync("POST", path, new string(' ', 300 * 1024));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task A_duplicate_is_a_conflict()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        _ = await server.Client.CreateNetworkAsync(new NetworkRequest("blue"));
        using HttpResponseMessage response = await server.SendAsync("POST", "/v1/networks", "{\"name\":\"blue\"}");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        using HttpResponseMessage overlap = await server.SendAsync("POST", "/v1/networks", "{\"name\":\"red\",\"subnet\":\"172.17.5.0/24\"}");
        Assert.That(overlap.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
    }

    [Test]
    public async Task A_slow_body_is_cut_off()
    {
        await using ApiServer server = await ApiServer.StartAsync(ServerLimits.OfDaemon with { Patience = TimeSpan.FromSeconds(1.5) });
        using Socket slow = await server.ConnectAsync();
        _ = await slow.SendAsync("POST /v1/networks HTTP/1.1\r\nHost: n\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"u8.ToArray());
        byte[] answer = new byte[4096];
        int length = await slow.ReceiveAsync(answer);
        Assert.That(Encoding.ASCII.GetString(answer, 0, length), Does.StartWith("HTTP/1.1 408").Or.Empty);
        Assert.That((await server.Client.GetHealthAsync()).Status, Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_thousand_clients_at_once_are_all_served()
    {
        const int Clients = 1000;
        await using ApiServer server = await ApiServer.StartAsync();
        List<Socket> sockets = [];
        try
        {
            for (int i = 0; i < Clients; i++)
            {
                sockets.Add(await server.ConnectAsync());
            }

            byte[] request = "GET /v1/health HTTP/1.1\r\nHost: n\r\n\r\n"u8.ToArray();
            await Task.WhenAll(sockets.Select(socket => socket.SendAsync(request)));
            string[] answers = await Task.WhenAll(sockets.Select(static async socket =>
            {
                byte[] answer = new byte[1024];
                return Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer));
            }));
            Assert.That(answers, Is.All.StartsWith("HTTP/1.1 200"));
        }
        finally
        {
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    [Test]
    public async Task Events_come_a_line_each()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using HttpResponseMessage response = await server.Http.GetAsync(new Uri("/v1/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/x-ndjson"));
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        _ = await server.Client.CreateNetworkAsync(new NetworkRequest("blue"));
        JsonNode happened = JsonNode.Parse((await reader.ReadLineAsync())!)!;
        Assert.That(((string)happened["type"]!, (string)happened["action"]!, (string)happened["name"]!), Is.EqualTo(("network", "create", "blue")));
    }

    [Test]
    public async Task Flows_are_filtered()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        _ = await server.Client.CreateNetworkAsync(new NetworkRequest("blue"));
        _ = await server.Client.CreateEndpointAsync(new EndpointRequest("blue", "web", "/run/netns/web"));
        _ = await server.Client.CreateEndpointAsync(new EndpointRequest("blue", "db", "/run/netns/db"));
        Assert.That(await CountAsync(server, string.Empty), Is.EqualTo(2));
        Assert.That(await CountAsync(server, "?network=blue&endpoint=web"), Is.EqualTo(1));
        Assert.That(await CountAsync(server, "?endpoint=172.17.0.3"), Is.EqualTo(1));
        Assert.That(await CountAsync(server, "?protocol=udp"), Is.Zero);
        Assert.That(await CountAsync(server, "?state=established&direction=out"), Is.EqualTo(2));
    }

    [Test]
    public async Task Metrics_are_prometheus_text()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        _ = await server.Client.CreateNetworkAsync(new NetworkRequest("blue"));
        _ = await server.Client.CreateEndpointAsync(new EndpointRequest("blue", "web", "/run/netns/web"));
        string text = await server.Http.GetStringAsync(new Uri(ControlPaths.Metrics, UriKind.Relative));
        Assert.That(text, Does.Contain("netkit_endpoint_octets_total{network=\"blue\",endpoint=\"web\",direction=\"in\"} 10\n"));
        Assert.That(text, Does.Contain("netkit_events_total{network=\"blue\",group=\"tcp\",name=\"segments-in\"} 7\n"));
        string[] types = [.. text.Split('\n').Where(static line => line.StartsWith("# TYPE", StringComparison.Ordinal))];
        Assert.That(types, Is.Unique);
    }

    [Test]
    public async Task The_description_has_every_path_and_every_path_is_there()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        JsonNode document = JsonNode.Parse(await server.Http.GetStringAsync(new Uri(ControlPaths.OpenApi, UriKind.Relative)))!;
        string[] described = [.. document["paths"]!.AsObject().Select(static one => one.Key)];
        string[] endless = [ControlPaths.Events, ControlPaths.Capture];
        foreach (string path in described.Where(one => !endless.Contains(one) && !one.Contains('{', StringComparison.Ordinal)))
        {
            using HttpResponseMessage response = await server.SendAsync("GET", path);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        }

        string[] collections = [ControlPaths.Networks, ControlPaths.Endpoints, ControlPaths.Forwards, ControlPaths.Flows, ControlPaths.Stats,
            ControlPaths.Events, ControlPaths.Capture, ControlPaths.Health, ControlPaths.Version, ControlPaths.Metrics, ControlPaths.OpenApi];
        Assert.That(collections, Is.SubsetOf(described));
    }

    private static async Task<int> CountAsync(ApiServer server, string query)
    {
        string text = await server.Http.GetStringAsync(new Uri(ControlPaths.Flows + query, UriKind.Relative));
        return JsonNode.Parse(text)!["flows"]!.AsArray().Count;
    }
}
