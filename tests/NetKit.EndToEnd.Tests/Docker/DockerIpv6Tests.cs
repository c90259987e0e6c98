using System.Linq;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Docker;

/// <summary>docker's networks with IPv6 and NetKit as driver.</summary>
public sealed class DockerIpv6Tests() : DockerFixture("--live-restore")
{
    private const string Gateway = "fd00:44::1";

    private static readonly string[] Ipam = ["--ipam-driver", "netkit"];

    protected override void BeforeDocker()
    {
        Ipv6Lab.Add(Lab);
        _ = Keep(WebServer.Start(Lab.Far.Listen("::", 80)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Two_containers_ping_each_other_and_the_world(bool withAddresses)
    {
        CreateBlue(withAddresses ? Ipam : []);
        _ = Machine.Serve("web", "blue");
        _ = Machine.Serve("client", "blue");
        string web = AddressOf("web");
        string client = AddressOf("client");
        Assert.That((web, client), Is.EqualTo(("fd00:44::2", "fd00:44::3")), "as inspect shows them");
        Assert.That(Machine.Exec("client", "ping", "-6", "-c", "2", "-W", "2", web), Does.Contain(" 0% packet loss"));
        Assert.That(Machine.Exec("client", "wget", "-qO-", $"http://[{web}]/"), Is.EqualTo("web"));
        Assert.That(Machine.Exec("client", "nslookup", "-type=aaaa", "web"), Does.Contain(web), "docker's own resolver");
        Assert.That(Machine.Exec("client", "wget", "-qO-", $"http://[{Ipv6Lab.FarAddress}]/"), Does.StartWith($"[{Ipv6Lab.HostAddress}]:"));
        Assert.That(Machine.Exec("client", "ping", "-6", "-c", "1", "-W", "2", Ipv6Lab.FarAddress), Does.Contain(" 0% packet loss"));
        Assert.That(Machine.Exec("client", "ip", "-6", "route"), Does.Contain($"default via {Gateway}").And.Not.Contain("expires"), "and no other");
        Assert.That(Netkit.Endpoints().Select(static one => one.GetProperty("addressV6").GetString()), Is.EquivalentTo((string[])[web, client]));
    }

    [Test]
    public void The_host_reaches_a_container_by_its_address_and_a_container_the_host()
    {
        CreateBlue(Ipam);
        _ = Machine.Serve("web", "blue");
        Assert.That(CurlV6($"http://[{AddressOf("web")}]/"), Is.EqualTo("web"));
        using Server page = WebServer.Start(Lab.Host.Listen(Gateway, 8080));
        Assert.That(Machine.Exec("web", "wget", "-qO-", $"http://[{Gateway}]:8080/"), Does.StartWith($"[{AddressOf("web")}]:"));
        Assert.That(Machine.Exec("web", "nslookup", "-type=aaaa", "host.docker.internal"), Does.Contain(Gateway));
    }

    [Test]
    public void A_port_is_reached_in_both_families()
    {
        CreateBlue(Ipam);
        _ = Machine.Serve("web", "blue", "-p", "8080:80", "-p", "[::1]:8081:80");
        Assert.That(Curl("http://127.0.0.1:8080/"), Is.EqualTo("web"));
        Assert.That(CurlV6("http://[::1]:8081/"), Is.EqualTo("web"));
    }

    [Test]
    public void A_container_can_choose_its_address()
    {
        CreateBlue(Ipam);
        _ = Machine.Serve("web", "blue", "--ip6", "fd00:44::77");
        Assert.That(AddressOf("web"), Is.EqualTo("fd00:44::77"));
        _ = Machine.Serve("client", "blue");
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://[fd00:44::77]/"), Is.EqualTo("web"));
        Outcome taken = Machine.Run("run", "--rm", "--network", "blue", "--ip6", "fd00:44::77", DockerMachine.Image, "sleep", "1");
        Assert.That(taken.Status, Is.Not.Zero, taken.ToString);
        Assert.That(taken.Error, Does.Contain("fd00:44::77"));
        Machine.Remove("web");
        _ = Machine.Serve("again", "blue", "--ip6", "fd00:44::77");
    }

    [Test]
    public void Everything_goes_on_when_the_driver_dies_and_comes_back()
    {
        CreateBlue(Ipam);
        _ = Machine.Serve("web", "blue", "-p", "[::1]:8081:80");
        _ = Machine.Serve("client", "blue");
        string web = AddressOf("web");
        for (int round = 0; round < 2; round++)
        {
            Netkit.KillAndStart();
            Assert.That(CurlV6("http://[::1]:8081/"), Is.EqualTo("web"));
            Assert.That(CurlV6($"http://[{web}]/"), Is.EqualTo("web"));
            Assert.That(Machine.Exec("client", "ping", "-6", "-c", "1", "-W", "2", web), Does.Contain(" 0% packet loss"));
            Assert.That(Machine.Exec("client", "wget", "-qO-", $"http://[{Ipv6Lab.FarAddress}]/"), Does.StartWith($"[{Ipv6Lab.HostAddress}]:"));
        }

        _ = Machine.Serve("later", "blue");
        Assert.That(AddressOf("later"), Is.EqualTo("fd00:44::4"));
        _ = Machine.Docker("restart", "-t", "0", "web");
        Machine.WaitFor("web");
        Assert.That(CurlV6("http://[::1]:8081/"), Is.EqualTo("web"));
    }

    [Test]
    public void Nothing_leads_out_of_an_internal_network()
    {
        CreateBlue([.. Ipam, "--internal"]);
        _ = Machine.Serve("web", "blue");
        _ = Machine.Serve("client", "blue");
        Assert.That(Machine.Exec("client", "wget", "-qO-", $"http://[{AddressOf("web")}]/"), Is.EqualTo("web"));
        Assert.That(Machine.Exec("client", "ip", "-6", "route"), Does.Not.Contain("default"));
        Assert.That(Machine.TryExec("client", "timeout", "2", "wget", "-qO-", $"http://[{Ipv6Lab.FarAddress}]/").Status, Is.Not.Zero);
    }

    [Test]
    public void A_running_container_changes_networks_and_keeps_its_way_out()
    {
        CreateBlue(Ipam);
        _ = Machine.Docker(["network", "create", "-d", "netkit", .. Ipam, "--ipv6", "--subnet", "10.45.0.0/24", "--subnet", "fd00:45::/64", "red"]);
        _ = Machine.Serve("web", "blue");
        _ = Machine.Serve("client", "red");
        Assert.That(Machine.TryExec("client", "timeout", "2", "wget", "-qO-", $"http://[{AddressOf("web")}]/").Status, Is.Not.Zero);
        _ = Machine.Docker("network", "connect", "blue", "client");
        Assert.That(Machine.Exec("client", "wget", "-qO-", $"http://[{AddressOf("web")}]/"), Is.EqualTo("web"));
        string[] defaults = [.. Machine.Exec("client", "ip", "-6", "route").Split('\n').Where(static line => line.StartsWith("default", System.StringComparison.Ordinal))];
        Assert.That(defaults, Has.Length.EqualTo(1), "two routers would take turns");
    }

    /// <summary>dockerd knows nothing of the prefix, and shows the addresses all the same.</summary>
    [TestCase("true")]
    [TestCase("fd00:46::/64")]
    public void An_option_gives_a_network_IPv6_of_NetKits_own(string option)
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "-o", $"ipv6={option}", "blue");
        _ = Machine.Serve("web", "blue");
        _ = Machine.Serve("client", "blue");
        string prefix = Netkit.Networks().Single().GetProperty("subnetV6").GetString()!;
        Assert.That(prefix, option == "true" ? Does.StartWith("fd") : Is.EqualTo(option));
        string web = AddressOf("web");
        Assert.That(web, Does.Contain("ff:fe"), "it is made of the link address (RFC 4291 appendix A)");
        Assert.That(Machine.Exec("client", "wget", "-qO-", $"http://[{web}]/"), Is.EqualTo("web"));
        Assert.That(Machine.Exec("client", "wget", "-qO-", $"http://[{Ipv6Lab.FarAddress}]/"), Does.StartWith($"[{Ipv6Lab.HostAddress}]:"));
    }

    [Test]
    public void A_network_that_names_no_prefix_gets_a_free_one()
    {
        _ = Machine.Docker(["network", "create", "-d", "netkit", .. Ipam, "--ipv6", "blue"]);
        using JsonDocument inspected = JsonDocument.Parse(Machine.Docker("network", "inspect", "blue"));
        string[] subnets =
        [
            .. inspected.RootElement[0].GetProperty("IPAM").GetProperty("Config").EnumerateArray().Select(static one => one.GetProperty("Subnet").GetString()!),
        ];
        Assert.That(subnets, Has.One.StartsWith("fd"));
        _ = Machine.Serve("web", "blue");
        Assert.That(CurlV6($"http://[{AddressOf("web")}]/"), Is.EqualTo("web"));
    }

    private void CreateBlue(string[] options) => _ = Machine.Docker(
        ["network", "create", "-d", "netkit", .. options, "--ipv6", "--subnet", "10.44.0.0/24", "--subnet", "fd00:44::/64", "blue"]);

    private string CurlV6(string url) => Lab.Host.Run("curl", "-gsS", "--max-time", "10", url).Succeeded().Trim();

    private string AddressOf(string name) =>
        Machine.Docker("inspect", "-f", "{{(index .NetworkSettings.Networks \"blue\").GlobalIPv6Address}}", name);
}
