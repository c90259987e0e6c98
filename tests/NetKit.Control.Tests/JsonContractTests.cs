using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NUnit.Framework;

namespace NetKit.Control.Tests;

/// <summary>The messages to the letter: scripts read them, so a change here breaks somebody.</summary>
public sealed class JsonContractTests
{
    private static AddressAndPort Host => new("127.0.0.1", 8080);

    private static AddressAndPort Container => new("10.0.2.100", 80);

    [Test]
    public void A_list_of_forwards() => Contract(
        new ForwardList([new ForwardInfo(1, PortProtocol.Tcp, Host, Container, "listening")]),
        ControlJson.Default.ForwardList,
        """{"forwards":[{"id":1,"protocol":"tcp","host":{"address":"127.0.0.1","port":8080}"""
            + ""","container":{"address":"10.0.2.100","port":80},"state":"listening"}]}""");

    [Test]
    public void A_request_to_publish() => Contract(
        new ForwardRequest([new ForwardRequestPort(80, PortProtocol.Udp, "::1", 8000, 8009)]),
        ControlJson.Default.ForwardRequest,
        """{"ports":[{"containerPort":80,"protocol":"udp","hostAddress":"::1","hostPort":8000,"hostPortEnd":8009}]}""");

    [Test]
    public void A_list_of_forwards_with_sockets() => Contract(
        new ForwardList(
        [
            new ForwardInfo(1, PortProtocol.Tcp, AddressAndPort.OfSocket("/run/web.sock"), Container, "listening"),
            new ForwardInfo(2, PortProtocol.Tcp, AddressAndPort.OfSocket("/run/x"), Container, "listening", Direction: ForwardDirection.Out),
        ]),
        ControlJson.Default.ForwardList,
        """{"forwards":[{"id":1,"protocol":"tcp","host":{"address":"","port":0,"path":"/run/web.sock"}"""
            + ""","container":{"address":"10.0.2.100","port":80},"state":"listening"},"""
            + """{"id":2,"protocol":"tcp","host":{"address":"","port":0,"path":"/run/x"}"""
            + ""","container":{"address":"10.0.2.100","port":80},"state":"listening","direction":"out"}]}""");

    [Test]
    public void A_request_to_publish_sockets() => Contract(
        new ForwardRequest(
        [
            new ForwardRequestPort(80, HostPath: "/run/web.sock"),
            new ForwardRequestPort(2375, HostPath: "/run/x", Direction: ForwardDirection.Out),
        ]),
        ControlJson.Default.ForwardRequest,
        """{"ports":[{"containerPort":80,"protocol":"tcp","hostAddress":null,"hostPort":0,"hostPortEnd":null,"hostPath":"/run/web.sock"},"""
            + """{"containerPort":2375,"protocol":"tcp","hostAddress":null,"hostPort":0,"hostPortEnd":null,"hostPath":"/run/x","direction":"out"}]}""");

    [Test]
    public void A_list_of_flows() => Contract(
        new FlowList([new FlowInfo("tcp", "out", Container, Host, Host, "ESTABLISHED", 1, 2, 1.5, 0.25)]),
        ControlJson.Default.FlowList,
        """{"flows":[{"protocol":"tcp","direction":"out","container":{"address":"10.0.2.100","port":80}"""
            + ""","remote":{"address":"127.0.0.1","port":8080}"""
            + ""","host":{"address":"127.0.0.1","port":8080}"""
            + ""","state":"ESTABLISHED","octetsOut":1,"octetsIn":2,"ageSeconds":1.5,"idleSeconds":0.25}]}""");

    [Test]
    public void A_flow_that_is_spliced() => Contract(
        new FlowList([new FlowInfo("tcp", "in", Container, Container, Host, "established", 1, 2, 1.5, 0.25, Spliced: true)]),
        ControlJson.Default.FlowList,
        """{"flows":[{"protocol":"tcp","direction":"in","container":{"address":"10.0.2.100","port":80}"""
            + ""","remote":{"address":"10.0.2.100","port":80}"""
            + ""","host":{"address":"127.0.0.1","port":8080}"""
            + ""","state":"established","octetsOut":1,"octetsIn":2,"ageSeconds":1.5,"idleSeconds":0.25,"spliced":true}]}""");

    [Test]
    public void Statistics() => Contract(
        new StatsInfo([new CounterGroup("tcp", [new CounterInfo("segments-in", 7)])], [new DropInfo("tcp", "bad-checksum", 1)]),
        ControlJson.Default.StatsInfo,
        """{"groups":[{"name":"tcp","counters":[{"name":"segments-in","value":7}]}]"""
            + ""","drops":[{"group":"tcp","reason":"bad-checksum","count":1}]}""");

    [Test]
    public void A_list_of_endpoints() => Contract(
        new EndpointList([new EndpointInfo("web", "tap0", "10.0.2.100", "10.0.2.0/24", "10.0.2.2", null, 65520, false)]),
        ControlJson.Default.EndpointList,
        """{"endpoints":[{"name":"web","interface":"tap0","address":"10.0.2.100","subnet":"10.0.2.0/24","gateway":"10.0.2.2","dns":null"""
            + ""","mtu":65520,"hostLoopback":false}]}""");

    [Test]
    public void An_endpoint_of_both_families() => Contract(
        new EndpointList(
        [
            new EndpointInfo(
                "web", "tap0", "10.0.2.100", "10.0.2.0/24", "10.0.2.2", null, 65520, false,
                AddressV6: "fd00::64", SubnetV6: "fd00::/64", GatewayV6: "fd00::2", DnsV6: "fd00::3"),
        ]),
        ControlJson.Default.EndpointList,
        """{"endpoints":[{"name":"web","interface":"tap0","address":"10.0.2.100","subnet":"10.0.2.0/24","gateway":"10.0.2.2","dns":null"""
            + ""","mtu":65520,"hostLoopback":false"""
            + ""","addressV6":"fd00::64","subnetV6":"fd00::/64","gatewayV6":"fd00::2","dnsV6":"fd00::3"}]}""");

    [Test]
    public void Health() => Contract(
        new HealthInfo("ok", "web", "1.2.3", 42, 0.5),
        ControlJson.Default.HealthInfo,
        """{"status":"ok","name":"web","version":"1.2.3","processId":42,"uptimeSeconds":0.5}""");

    [Test]
    public void A_version() => Contract(
        new VersionInfo("netkit", "1.2.3", "v1"),
        ControlJson.Default.VersionInfo,
        """{"name":"netkit","version":"1.2.3","api":"v1"}""");

    [Test]
    public void A_problem() => Contract(
        new Problem(Problem.AboutBlank, "Conflict", 409, "The port is taken."),
        ControlJson.Default.Problem,
        """{"type":"about:blank","title":"Conflict","status":409,"detail":"The port is taken."}""");

    [Test]
    public void Only_the_containers_port_has_to_be_named()
    {
        ForwardRequest? request = JsonSerializer.Deserialize("""{"ports":[{"containerPort":80}]}""", ControlJson.Default.ForwardRequest);
        Assert.That(request!.Ports[0].TryRead(out PublishedPort? port, out string? error), Is.True, error);
        Assert.That(port, Is.EqualTo(new PublishedPort(PortProtocol.Tcp, null, PortRange.Any, 80)));
    }

    [TestCase("{}")]
    [TestCase("""{"ports":null}""")]
    [TestCase("""{"ports":[{"hostPort":80}]}""")]
    [TestCase("""{"ports":[{"containerPort":"80"}]}""")]
    [TestCase("""{"ports":[{"containerPort":80,"protocol":"sctp"}]}""")]
    [TestCase("[]")]
    public void A_message_without_what_it_needs_is_none(string text) =>
        Assert.That(() => JsonSerializer.Deserialize(text, ControlJson.Default.ForwardRequest), Throws.InstanceOf<JsonException>());

    private static void Contract<T>(T message, JsonTypeInfo<T> type, string json)
    {
        string written = JsonSerializer.Serialize(message, type);
        Assert.That(written, Is.EqualTo(json));
        Assert.That(JsonSerializer.Serialize(JsonSerializer.Deserialize(written, type)!, type), Is.EqualTo(json));
    }
}
