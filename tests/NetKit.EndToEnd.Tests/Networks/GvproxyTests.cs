using System.Net.Sockets;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>gvproxy's routes, asked by curl as podman machine and lima do.</summary>
[Requires("curl")]
public sealed class GvproxyTests : DaemonFixture
{
    private const string Forwarder = "http://netkit/services/forwarder/";

    private Container Web => ContainerOf("blue/web");

    protected override void BeforeTests()
    {
        Connect("blue", "web");
        _ = Keep(WebServer.Start(Web.Namespace.Listen("0.0.0.0", 80)));
    }

    [Test]
    public void A_port_is_exposed_reached_listed_and_unexposed()
    {
        string port = $$"""{"local":"127.0.0.1:8085","remote":"{{Web.Address}}:80"}""";
        Assert.That(Post("expose", port), Is.EqualTo("200 "));
        Assert.That(Curl(Host, "http://127.0.0.1:8085/"), Does.StartWith(BlueGateway + ":"));
        Assert.That(Get(Forwarder + "all"), Is.EqualTo($$"""[{"local":"127.0.0.1:8085","remote":"{{Web.Address}}:80","protocol":"tcp"}]"""));
        Assert.That(Post("expose", port), Is.EqualTo("500 proxy already running for tcp on 127.0.0.1:8085\n"));
        Assert.That(Post("unexpose", """{"local":"127.0.0.1:8085"}"""), Is.EqualTo("200 "));
        Assert.That(Get(Forwarder + "all"), Is.EqualTo("[]"));
        Assert.That(() => Host.Connect("127.0.0.1", 8085), Throws.InstanceOf<SocketException>());
        Assert.That(Post("unexpose", """{"local":"127.0.0.1:8085"}"""), Is.EqualTo("500 proxy not found\n"));
    }

    [TestCase("{", "400 ")]
    [TestCase("{}", "500 ")]
    [TestCase("""{"local":":8086","remote":"10.99.0.9:80"}""", "500 ")]
    public void Nonsense_is_refused(string body, string answer) => Assert.That(Post("expose", body), Does.StartWith(answer));

    [Test]
    public void Leases_and_link_addresses_are_listed()
    {
        const string Mac = "02:42:0a:4d:00:02";
        Assert.That(Get("http://netkit/services/dhcp/leases"), Is.EqualTo($$"""{"{{Web.Address}}":"{{Mac}}"}"""));
        Assert.That(Get("http://netkit/leases"), Does.Contain(Mac));
        Assert.That(Get("http://netkit/cam"), Does.Contain(Mac));
        Assert.That(Get("http://netkit/services/dns/all"), Does.Contain($$"""{"Name":"web","IP":"{{Web.Address}}"}"""));
    }

    [Test]
    public void Statistics_are_numbers()
    {
        using JsonDocument stats = JsonDocument.Parse(Get("http://netkit/stats"));
        Assert.That(stats.RootElement.GetProperty("BytesSent").GetInt64(), Is.GreaterThanOrEqualTo(0));
        Assert.That(stats.RootElement.GetProperty("TCP").ValueKind, Is.EqualTo(JsonValueKind.Object));
    }

    [Test]
    [Requires("dig")]
    public void Names_are_added_to_all_networks()
    {
        string body = """{"Name":"apps.internal.","Records":[{"Name":"api","IP":"192.0.2.7"}]}""";
        Assert.That(Command.Run("curl", "-sS", "--fail", "--unix-socket", Daemon.Socket, "-d", body, "http://netkit/services/dns/add").Status, Is.Zero);
        Assert.That(Web.Dig("api.apps.internal"), Is.EqualTo("192.0.2.7"));
        Assert.That(Get("http://netkit/services/dns/all"), Does.Contain("apps.internal."));
    }

    private string Get(string url) => Command.Run("curl", "-sS", "--max-time", "10", "--unix-socket", Daemon.Socket, url).Succeeded();

    /// <summary>The status and the body.</summary>
    private string Post(string what, string body)
    {
        string answer = Command.Run(
            "curl", "-sS", "--max-time", "10", "--unix-socket", Daemon.Socket, "-d", body, "-w", "\n%{http_code}", Forwarder + what).Succeeded();
        int last = answer.LastIndexOf('\n');
        return $"{answer[(last + 1)..]} {answer[..last]}";
    }
}
