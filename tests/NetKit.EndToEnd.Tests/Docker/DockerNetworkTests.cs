using System;
using System.Linq;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NetKit.EndToEnd.Tests.Services;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Docker;

/// <summary>docker's networks with NetKit as driver, and what its containers reach.</summary>
[Requires("dnsmasq")]
public sealed class DockerNetworkTests : DockerFixture
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    protected override void BeforeDocker()
    {
        _ = Keep(new DnsServer(Lab.Router, Lab.RouterAddress, 53, Lab.FarAddress));
        _ = Keep(WebServer.Start(Lab.Far.Listen("0.0.0.0", 80)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Two_containers_ping_and_exchange_bytes(bool withAddresses)
    {
        string[] ipam = withAddresses ? ["--ipam-driver", "netkit"] : [];
        _ = Machine.Docker(["network", "create", "-d", "netkit", .. ipam, "--subnet", "10.44.0.0/24", "blue"]);
        _ = Machine.Serve("web", "blue");
        _ = Machine.Serve("client", "blue");
        Assert.That(Machine.Exec("client", "ping", "-c", "2", "-W", "2", "web"), Does.Contain(" 0% packet loss"));
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://web/"), Is.EqualTo("web"));
        foreach (string direction in (string[])["", "-R"])
        {
            string[] reverse = direction.Length == 0 ? [] : [direction];
            using JsonDocument report = JsonDocument.Parse(Machine.Exec("client", ["iperf3", "-c", "web", "-n", "64M", "-J", .. reverse]));
            long received = report.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bytes").GetInt64();
            Assert.That(received, Is.GreaterThan(60 << 20));
        }
    }

    [Test]
    public void A_container_reaches_what_the_host_reaches_by_name_too()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "blue");
        _ = Machine.Serve("client", "blue");
        Assert.That(Machine.Exec("client", "wget", "-qO-", $"http://{Lab.FarAddress}/"), Does.StartWith(Lab.HostAddress + ":"));
        Assert.That(Machine.Exec("client", "ping", "-c", "1", "-W", "2", Lab.FarAddress), Does.Contain(" 0% packet loss"));
        Assert.That(Machine.Exec("client", "nslookup", "web.test"), Does.Contain(Lab.FarAddress), "docker's own resolver asks the host's");
        Assert.That(Machine.Exec("client", "nslookup", "web.test", Lab.RouterAddress), Does.Contain(Lab.FarAddress), "as any UDP flow");
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://web.test/"), Does.StartWith(Lab.HostAddress + ":"));
    }

    [Test]
    public void A_container_finds_the_host_by_dockers_names_for_it()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "--subnet", "10.44.0.0/24", "blue");
        _ = Machine.Serve("client", "blue");
        using Server page = WebServer.Start(Lab.Host.Listen("0.0.0.0", 8080));
        foreach (string name in (string[])["host.docker.internal", "gateway.docker.internal", "host.netkit.internal"])
        {
            Assert.That(Machine.Exec("client", "nslookup", name), Does.Contain("10.44.0.1"), name);
        }

        Assert.That(
            Machine.Exec("client", "wget", "-qO-", "http://host.docker.internal:8080/"), Does.StartWith(Machine.AddressOf("client", "blue") + ":"));
        Assert.That(Machine.Exec("client", "nslookup", "web.test"), Does.Contain(Lab.FarAddress), "other names are the server's");
    }

    [Test]
    public void The_host_reaches_a_container_by_its_address()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "--subnet", "10.44.0.0/24", "blue");
        _ = Machine.Serve("web", "blue");
        Assert.That(Curl($"http://{Machine.AddressOf("web", "blue")}/"), Is.EqualTo("web"));
        using Server page = WebServer.Start(Lab.Host.Listen("10.44.0.1", 8080));
        Assert.That(Machine.Exec("web", "wget", "-qO-", "http://10.44.0.1:8080/"), Does.StartWith(Machine.AddressOf("web", "blue")));
    }

    [Test]
    public void A_container_can_choose_address_and_mac()
    {
        const string Mac = "02:99:88:77:66:55";
        _ = Machine.Docker("network", "create", "-d", "netkit", "--ipam-driver", "netkit", "--subnet", "10.44.0.0/24", "blue");

        // The command would ask for it in the words of a newer dockerd than Debian's.
        _ = Machine.Post("/v1.41/containers/create?name=web", $$"""
            { "Image": "{{DockerMachine.Image}}", "Cmd": ["serve"], "Hostname": "web", "MacAddress": "{{Mac}}", "HostConfig": { "NetworkMode": "blue" },
              "NetworkingConfig": { "EndpointsConfig": { "blue": { "IPAMConfig": { "IPv4Address": "10.44.0.77" } } } } }
            """);
        _ = Machine.Docker("start", "web");
        Machine.WaitFor("web");
        _ = Machine.Serve("client", "blue");
        Assert.That(Machine.AddressOf("web", "blue"), Is.EqualTo("10.44.0.77"));
        Assert.That(Machine.Exec("web", "ip", "link", "show", "eth0"), Does.Contain(Mac));
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://10.44.0.77/"), Is.EqualTo("web"));
        Outcome taken = Machine.Run("run", "--rm", "--network", "blue", "--ip", "10.44.0.77", DockerMachine.Image, "sleep", "1");
        Assert.That(taken.Status, Is.Not.Zero, taken.ToString);
        Assert.That(taken.Error, Does.Contain("10.44.0.77"));
    }

    [Test]
    public void Auxiliary_addresses_and_ranges_are_kept_to()
    {
        _ = Machine.Docker(
            "network", "create", "-d", "netkit", "--ipam-driver", "netkit", "--subnet", "10.44.0.0/24", "--gateway", "10.44.0.254",
            "--ip-range", "10.44.0.128/30", "--aux-address", "printer=10.44.0.129", "blue");
        string[] addresses = [.. new[] { "one", "two", "three" }.Select(name => Machine.AddressOf(Machine.Serve(name, "blue"), "blue"))];
        Assert.That(addresses, Is.EquivalentTo((string[])["10.44.0.128", "10.44.0.130", "10.44.0.131"]));
        Outcome full = Machine.Run("run", "--rm", "--network", "blue", DockerMachine.Image, "sleep", "1");
        Assert.That(full.Status, Is.Not.Zero, full.ToString);
        Assert.That(full.Error, Does.Contain("10.44.0.128/30"));
        Machine.Remove("two");
        Assert.That(Machine.AddressOf(Machine.Serve("four", "blue"), "blue"), Is.AnyOf(addresses), "what was given back is given again");
    }

    [Test]
    public void Containers_are_found_by_name_and_alias()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "blue");
        _ = Machine.Serve("web", "blue", "--network-alias", "shop");
        _ = Machine.Serve("client", "blue");
        foreach (string name in (string[])["web", "shop"])
        {
            Assert.That(Machine.Exec("client", "wget", "-qO-", $"http://{name}/"), Is.EqualTo("web"), name);
        }

        Eventually.True(() => HasEndpoint("web") && HasEndpoint("client"), Soon, () => $"NetKit learns the names too: {Netkit.Ask("endpoints")}");
        Assert.That(Netkit.Networks().Single().GetProperty("name").GetString(), Is.EqualTo("blue"));
    }

    [Test]
    public void A_running_container_changes_networks()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "--subnet", "10.44.0.0/24", "blue");
        _ = Machine.Docker("network", "create", "-d", "netkit", "--subnet", "10.45.0.0/24", "red");
        _ = Machine.Serve("web", "blue");
        _ = Machine.Serve("client", "red");
        Assert.That(Machine.TryExec("client", "timeout", "2", "wget", "-qO-", $"http://{Machine.AddressOf("web", "blue")}/").Status, Is.Not.Zero);

        _ = Machine.Docker("network", "connect", "blue", "client");
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://web/"), Is.EqualTo("web"));
        Assert.That(Machine.Exec("client", "ip", "route"), Does.Contain("default via").And.Contain("10.44.0.0/24").And.Contain("10.45.0.0/24"));
        Assert.That(Netkit.Endpoints(), Has.Length.EqualTo(3));

        _ = Machine.Docker("network", "disconnect", "red", "client");
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://web/"), Is.EqualTo("web"));
        Assert.That(Netkit.Endpoints(), Has.Length.EqualTo(2));
        _ = Machine.Docker("network", "disconnect", "blue", "client");
        Assert.That(Machine.Exec("client", "ip", "link"), Does.Not.Contain("eth"));
        _ = Machine.Docker("network", "connect", "blue", "client");
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://web/"), Is.EqualTo("web"));
    }

    [Test]
    public void Nothing_leads_out_of_an_internal_network()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "--internal", "blue");
        _ = Machine.Serve("web", "blue");
        _ = Machine.Serve("client", "blue");
        Assert.That(Machine.Exec("client", "wget", "-qO-", "http://web/"), Is.EqualTo("web"));
        Assert.That(Machine.Exec("client", "ip", "route"), Does.Not.Contain("default"));
        Assert.That(Machine.TryExec("client", "timeout", "2", "wget", "-qO-", $"http://{Lab.FarAddress}/").Status, Is.Not.Zero);
    }

    [Test]
    public void An_mtu_is_the_interfaces_too()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "-o", "com.docker.network.driver.mtu=9000", "blue");
        _ = Machine.Serve("web", "blue");
        _ = Machine.Serve("client", "blue");
        Assert.That(Machine.Exec("client", "ip", "link", "show", "eth0"), Does.Contain("mtu 9000"));
        Assert.That(Machine.Exec("client", "ping", "-c", "1", "-s", "8972", "-W", "2", "web"), Does.Contain(" 0% packet loss"));
    }

    [TestCase("mtu=many")]
    [TestCase("mtu=70000")]
    [TestCase("host-access=perhaps")]
    [TestCase("gateway-mode=routed")]
    public void An_option_that_makes_no_sense_is_refused_with_a_sentence(string option)
    {
        Outcome refused = Machine.Run("network", "create", "-d", "netkit", "-o", option, "blue");
        Assert.That(refused.Status, Is.Not.Zero);
        Assert.That(refused.Error, Does.Contain("remote: ").And.Contain(option.Split('=')[1]));
        Assert.That(Netkit.Networks(), Is.Empty);
    }

    [Test]
    public void Subnets_do_not_overlap()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "--ipam-driver", "netkit", "--subnet", "10.44.0.0/16", "blue");
        Outcome refused = Machine.Run("network", "create", "-d", "netkit", "--ipam-driver", "netkit", "--subnet", "10.44.7.0/24", "red");
        Assert.That(refused.Status, Is.Not.Zero);
        Assert.That(refused.Error, Does.Contain("10.44.0.0/16"));
    }

    [Test]
    public void A_network_in_use_stays()
    {
        _ = Machine.Docker("network", "create", "-d", "netkit", "blue");
        _ = Machine.Serve("web", "blue");
        Assert.That(Machine.Run("network", "rm", "blue").Status, Is.Not.Zero);
        Assert.That(Netkit.Ask("network", "rm", Netkit.Networks().Single().GetProperty("id").GetString()!).EndedWith(1).Error, Does.Contain("dockerd's"));
        Assert.That(Netkit.Ask("network", "disconnect", Machine.AddressOf("web", "blue")).EndedWith(1).Error, Does.Contain("dockerd's"));
        Assert.That(Curl($"http://{Machine.AddressOf("web", "blue")}/"), Is.EqualTo("web"));
    }

    private bool HasEndpoint(string name) => Netkit.Endpoints().Any(one => one.GetProperty("name").GetString() == name);
}
