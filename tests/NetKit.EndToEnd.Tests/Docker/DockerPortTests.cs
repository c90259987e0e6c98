using System;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Docker;

/// <summary><c>docker run -p</c>, through NetKit.</summary>
public sealed class DockerPortTests : DockerFixture
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [SetUp]
    public void MakeNetwork() => _ = Machine.Docker("network", "create", "-d", "netkit", "--ipam-driver", "netkit", "--subnet", "10.44.0.0/24", "blue");

    [Test]
    public void A_port_is_reached_on_the_hosts_loopback_while_the_container_runs()
    {
        _ = Machine.Serve("web", "blue", "-p", "8080:80");
        Assert.That(Curl("http://127.0.0.1:8080/"), Is.EqualTo("web"));
        Assert.That(() => Lab.Host.Connect(Lab.HostAddress, 8080), Throws.InstanceOf<SocketException>(), "nobody else was asked in");
        _ = Machine.Docker("stop", "-t", "0", "web");
        Assert.That(() => Lab.Host.Connect("127.0.0.1", 8080), Throws.InstanceOf<SocketException>());
        _ = Machine.Docker("start", "web");
        Machine.WaitFor("web");
        Assert.That(Curl("http://127.0.0.1:8080/"), Is.EqualTo("web"));
    }

    [Test]
    public void An_address_of_the_host_can_be_named()
    {
        _ = Machine.Serve("web", "blue", "-p", $"{Lab.HostAddress}:8080:80");
        Assert.That(Curl($"http://{Lab.HostAddress}:8080/"), Is.EqualTo("web"));
        Assert.That(() => Lab.Host.Connect("127.0.0.1", 8080), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public void A_range_and_a_port_that_the_system_chooses()
    {
        _ = Machine.Serve("range", "blue", "-p", "8100-8109:80");
        _ = Machine.Serve("any", "blue", "-p", "80");
        string[] ports = [.. Netkit.Forwards().Select(static one => one.GetProperty("host").GetProperty("port").GetRawText())];
        Assert.That(ports, Has.Length.EqualTo(2).And.Contains("8100"));
        Assert.That(ports.Select(port => Curl($"http://127.0.0.1:{port}/")), Is.EquivalentTo((string[])["range", "any"]));
    }

    [Test]
    public void A_busy_port_fails_the_run_with_a_sentence_and_leaves_nothing()
    {
        using Socket inTheWay = Lab.Host.Listen("127.0.0.1", 8080);
        Outcome refused = Machine.Run(
            "run", "--name", "late", "--network", "blue", "-p", "8081:81", "-p", "8080:80", DockerMachine.Image, "sleep", "60");
        Assert.That(refused.Status, Is.EqualTo(125), refused.ToString);
        Assert.That(refused.Error, Does.Contain("127.0.0.1:8080 is in use"));
        Assert.That(Netkit.Forwards(), Is.Empty);
        Assert.That(Netkit.Endpoints(), Is.Empty);
        Assert.That(() => Lab.Host.Connect("127.0.0.1", 8081), Throws.InstanceOf<SocketException>());
    }

    [TestCase("5355:53/udp", "UDP port 127.0.0.1:5355 is in use on this host")]
    [TestCase("10.44.0.1:53:53/udp", "UDP port 10.44.0.1:53 is where NetKit itself answers")]
    [TestCase("10.44.0.1:123:123/udp", "UDP port 10.44.0.1:123 is where NetKit itself answers")]
    public void A_udp_port_that_is_taken_fails_the_run_with_a_sentence(string publish, string sentence)
    {
        using Socket inTheWay = Lab.Host.Datagrams("127.0.0.1", 5355);
        Outcome refused = Machine.Run("run", "--name", "late", "--network", "blue", "-p", publish, DockerMachine.Image, "sleep", "60");
        Assert.That(refused.Status, Is.EqualTo(125), refused.ToString);
        Assert.That(refused.Error, Does.Contain(sentence));
        Assert.That(Netkit.Forwards(), Is.Empty);
        Assert.That(Netkit.Endpoints(), Is.Empty);
    }

    [Test]
    public void A_udp_port_leads_to_the_container()
    {
        _ = Machine.Serve("web", "blue", "-p", "5201:5201", "-p", "5201:5201/udp");
        Outcome client = Lab.Host.Run("iperf3", "-c", "127.0.0.1", "-p", "5201", "-u", "-b", "10M", "-n", "1M", "-l", "1000", "-J");
        using JsonDocument report = JsonDocument.Parse(client.Succeeded());
        JsonElement sum = report.RootElement.GetProperty("end").GetProperty("sum");
        Assert.That(sum.GetProperty("packets").GetInt32(), Is.GreaterThan(1000));
        Assert.That(sum.GetProperty("lost_packets").GetInt32(), Is.LessThan(100), client.Output);
    }

    [Test]
    public void A_port_can_be_published_later_by_name()
    {
        _ = Machine.Serve("web", "blue");
        Eventually.True(() => Netkit.Ask("forward", "8090:80", "--to", "web").Status == 0, Soon, () => Netkit.Ask("endpoints").Output);
        Assert.That(Curl("http://127.0.0.1:8090/"), Is.EqualTo("web"));
        Machine.Remove("web");
        Assert.That(Netkit.Forwards().Single().GetProperty("state").GetString(), Is.EqualTo("waiting"));
        _ = Machine.Serve("web", "blue");
        Eventually.True(() => Netkit.Forwards().Single().GetProperty("state").GetString() == "listening", Soon, () => Netkit.Ask("forward", "ls").Output);
        Assert.That(Curl("http://127.0.0.1:8090/"), Is.EqualTo("web"));
        _ = Netkit.Ask("forward", "rm", Netkit.Forwards().Single().GetProperty("id").GetRawText()).Succeeded();
    }
}
