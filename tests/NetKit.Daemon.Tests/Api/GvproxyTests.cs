using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using NetKit.Control.Messages;
using NUnit.Framework;

namespace NetKit.Daemon.Tests.Api;

/// <summary>What gvproxy's clients ask, answered in gvproxy's words.</summary>
public sealed class GvproxyTests
{
    private const string Expose = "/services/forwarder/expose";
    private const string Unexpose = "/services/forwarder/unexpose";

    [Test]
    public async Task Ports_are_exposed_listed_and_unexposed()
    {
        await using ApiServer server = await StartAsync();
        const string Udp = """{"local":"127.0.0.1:5353","remote":"10.7.0.2:53","protocol":"udp"}""";
        Assert.That(await PostAsync(server, Expose, """{"local":":8080","remote":"10.7.0.2:80"}"""), Is.EqualTo((HttpStatusCode.OK, string.Empty)));
        Assert.That(await PostAsync(server, Expose, Udp), Is.EqualTo((HttpStatusCode.OK, string.Empty)));
        Assert.That(
            await GetAsync(server, "/services/forwarder/all"),
            Is.EqualTo("""[{"local":"127.0.0.1:5353","remote":"10.7.0.2:53","protocol":"udp"},{"local":":8080","remote":"10.7.0.2:80","protocol":"tcp"}]"""));
        Assert.That(
            await PostAsync(server, Expose, """{"local":":8080","remote":"10.7.0.2:80"}"""),
            Is.EqualTo((HttpStatusCode.InternalServerError, "proxy already running for tcp on :8080\n")));
        Assert.That((await PostAsync(server, Unexpose, """{"local":":8080"}""")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            await PostAsync(server, Unexpose, """{"local":":8080"}"""),
            Is.EqualTo((HttpStatusCode.InternalServerError, "proxy not found\n")));
    }

    [Test]
    public async Task A_socket_is_exposed_listed_and_unexposed()
    {
        await using ApiServer server = await StartAsync();
        const string Socket = """{"local":"/run/web.sock","remote":"tcp://10.7.0.2:80","protocol":"unix"}""";
        Assert.That(await PostAsync(server, Expose, Socket), Is.EqualTo((HttpStatusCode.OK, string.Empty)));
        Assert.That(await GetAsync(server, "/services/forwarder/all"), Is.EqualTo($"[{Socket}]"));
        Assert.That(
            await PostAsync(server, Expose, Socket),
            Is.EqualTo((HttpStatusCode.InternalServerError, "proxy already running for unix on /run/web.sock\n")));
        Assert.That((await PostAsync(server, Unexpose, """{"local":"/run/web.sock"}""")).Status, Is.EqualTo(HttpStatusCode.InternalServerError), "that would be tcp");
        Assert.That(
            await PostAsync(server, Unexpose, """{"local":"/run/web.sock","protocol":"unix"}"""),
            Is.EqualTo((HttpStatusCode.OK, string.Empty)));
        Assert.That(await GetAsync(server, "/services/forwarder/all"), Is.EqualTo("[]"));
    }

    [TestCase("x.sock", "tcp://10.7.0.2:80", "local must be the absolute path of a socket\n")]
    [TestCase("/run/x", "10.7.0.2:80", "netkit leads a unix socket to a port only: remote must be tcp://ip:port\n")]
    [TestCase("/run/x", "ssh-tunnel://root@10.7.0.2:22/run/y?key=/k", "netkit leads a unix socket to a port only: remote must be tcp://ip:port\n")]
    [TestCase("/run/x", "tcp://10.7.0.2", "remote must be tcp://ip:port\n")]
    [TestCase("/run/x", "tcp://10.7.0.2:0", "remote must be tcp://ip:port\n")]
    public async Task A_socket_that_makes_no_sense_is_refused_in_words(string local, string remote, string answer)
    {
        await using ApiServer server = await StartAsync();
        string body = $$"""{"local":"{{local}}","remote":"{{remote}}","protocol":"unix"}""";
        Assert.That(await PostAsync(server, Expose, body), Is.EqualTo((HttpStatusCode.InternalServerError, answer)));
    }

    [TestCase("{", HttpStatusCode.BadRequest)]
    [TestCase("null", HttpStatusCode.BadRequest)]
    [TestCase("{}", HttpStatusCode.InternalServerError)]
    [TestCase("""{"local":"x","remote":"10.7.0.2:80"}""", HttpStatusCode.InternalServerError)]
    [TestCase("""{"local":":80","remote":"10.7.0.2:0"}""", HttpStatusCode.InternalServerError)]
    [TestCase("""{"local":":80","remote":"10.9.9.9:80"}""", HttpStatusCode.InternalServerError)]
    [TestCase("""{"local":"/x","remote":"tcp://10.7.0.2:80","protocol":"npipe"}""", HttpStatusCode.InternalServerError)]
    public async Task Nonsense_is_refused(string body, HttpStatusCode status)
    {
        await using ApiServer server = await StartAsync();
        Assert.That((await PostAsync(server, Expose, body)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task A_post_route_takes_posts_only()
    {
        await using ApiServer server = await StartAsync();
        using HttpResponseMessage response = await server.SendAsync("GET", Expose);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("post only\n"));
    }

    [TestCase("/leases", """{"10.7.0.2":"02:42:0a:07:00:02"}""")]
    [TestCase("/services/dhcp/leases", """{"10.7.0.2":"02:42:0a:07:00:02"}""")]
    [TestCase("/cam", """{"02:42:0a:07:00:02":1}""")]
    [TestCase("/services/dns/all", """[{"Name":"netkit.internal.","Records":[{"Name":"web","IP":"10.7.0.2"}],"DefaultIP":""}]""")]
    [TestCase("/stats", """{"BytesReceived":20,"BytesSent":10,"TCP":{"segments-in":7},"TCP.DROPS":{"bad-checksum":1}}""")]
    public async Task What_can_be_read_is_answered(string path, string answer)
    {
        await using ApiServer server = await StartAsync();
        Assert.That(await GetAsync(server, path), Is.EqualTo(answer));
    }

    [Test]
    public async Task Names_are_added_and_survive_a_kill()
    {
        await using ApiServer server = await StartAsync();
        const string Add = "/services/dns/add";
        const string First = """{"Name":"apps.internal.","Records":[{"Name":"api","IP":"192.0.2.1"},{"Name":"","IP":"192.0.2.2"}]}""";
        const string Second = """{"Name":"apps.internal.","Records":[{"Name":"api","IP":"192.0.2.3"}],"DefaultIP":""}""";
        Assert.That((await PostAsync(server, Add, First)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await PostAsync(server, Add, Second)).Status, Is.EqualTo(HttpStatusCode.OK));
        string[] names = ["api.apps.internal 192.0.2.3", "apps.internal 192.0.2.2"];
        Assert.That(server.Daemon.Fabric.Running[0].AddedNames.Select(static one => $"{one.Name} {one.Addresses[0]}"), Is.EquivalentTo(names));
        Assert.That(
            await GetAsync(server, "/services/dns/all"),
            Does.EndWith("""{"Name":"apps.internal.","Records":[{"Name":"api","IP":"192.0.2.3"},{"Name":"","IP":"192.0.2.2"}],"DefaultIP":""}]"""));
        Networks.Daemon later = await server.Daemon.KillAndStartAsync();
        Assert.That(later.Fabric.Running[0].AddedNames.Select(static one => $"{one.Name} {one.Addresses[0]}"), Is.EquivalentTo(names));
    }

    [TestCase("""{"Name":"x.","DefaultIP":"192.0.2.1"}""")]
    [TestCase("""{"Name":"x.","Records":[{"Name":"a","IP":"192.0.2.1","Regexp":".*"}]}""")]
    [TestCase("""{"Name":"x.","Records":[{"Name":"a","IP":"nonsense"}]}""")]
    [TestCase("""{"Name":"x.","Records":[{"Name":"a/b","IP":"192.0.2.1"}]}""")]
    [TestCase("""{"Name":"../x","Records":[]}""")]
    [TestCase("{}")]
    public async Task Names_that_cannot_be_had_are_refused(string body)
    {
        await using ApiServer server = await StartAsync();
        Assert.That((await PostAsync(server, "/services/dns/add", body)).Status, Is.EqualTo(HttpStatusCode.InternalServerError));
    }

    private static async Task<ApiServer> StartAsync()
    {
        ApiServer server = await ApiServer.StartAsync();
        _ = await server.Client.CreateNetworkAsync(new NetworkRequest("blue", "10.7.0.0/24"));
        _ = await server.Client.CreateEndpointAsync(new EndpointRequest("blue", "web", "/run/netns/web"));
        return server;
    }

    private static async Task<string> GetAsync(ApiServer server, string path)
    {
        using HttpResponseMessage response = await server.SendAsync("GET", path);
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(ApiServer server, string path, string body)
    {
        using HttpResponseMessage response = await server.SendAsync("POST", path, body);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
