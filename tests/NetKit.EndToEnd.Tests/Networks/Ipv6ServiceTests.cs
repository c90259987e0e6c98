using System;
using System.Linq;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>Names, addresses, ports and restarts of a daemon's networks with IPv6.</summary>
public sealed class Ipv6ServiceTests : Ipv6Fixture
{
    private Container Web => ContainerOf("six/web");

    private Container Client => ContainerOf("six/client");

    protected override void BeforeTests()
    {
        base.BeforeTests();
        Connect("six", "web", "--alias", "www", "--address", "10.66.0.80", "--address", "fd00:66::80");
        Connect("six", "client");
    }

    [TestCase("web")]
    [TestCase("web.netkit.internal")]
    [TestCase("www")]
    [Requires("dig")]
    public void A_container_is_found_by_name_and_alias_in_both_families(string name)
    {
        Assert.That(Client.Dig(name), Is.EqualTo("10.66.0.80"));
        Assert.That(Client.Dig(name, "AAAA"), Is.EqualTo("fd00:66::80"));
        Assert.That(Client.Run("dig", "+short", "+tries=1", "+time=3", $"@{SixGateway}", name, "AAAA").Succeeded().Trim(), Is.EqualTo("fd00:66::80"));
        Assert.That(Client.Run("dig", "+tcp", "+short", "+time=3", $"@{SixGateway}", name, "AAAA").Succeeded().Trim(), Is.EqualTo("fd00:66::80"));
    }

    [Test]
    [Requires("dig")]
    public void An_address_is_found_by_its_name_and_the_host_has_its_names()
    {
        Assert.That(Client.Dig("-x", "fd00:66::80"), Is.EqualTo("web.netkit.internal."));
        Assert.That(Client.Dig("host.docker.internal", "AAAA"), Is.EqualTo(SixGateway));
    }

    /// <summary>RFC 4862 §5.5, done by Linux.</summary>
    [Test]
    [Requires("ping")]
    public void A_container_may_give_itself_an_address_and_a_route()
    {
        using Container alone = new(Daemon, "six", "alone");
        _ = alone.Namespace.Ip("link set eth0 down");
        _ = alone.Namespace.Ip("-6 address flush dev eth0");
        alone.Namespace.Sysctl("net.ipv6.conf.eth0.accept_ra", "1");
        _ = alone.Namespace.Ip("link set eth0 up");
        WaitForAddress(alone, static text => text.Contains("fd00:66:", StringComparison.Ordinal) && !text.Contains("tentative", StringComparison.Ordinal), "there is no address");
        Assert.That(alone.Namespace.Ip("-6 address show dev eth0 scope global"), Does.Contain("fd00:66::42:aff:fe42:").And.Contain("dynamic"));
        Assert.That(alone.Namespace.Ip("-6 route show default"), Does.Contain("via fe80::").And.Contain("proto ra"));
        _ = alone.Run("ping", "-6", "-c", "1", "-W", "2", Ipv6Lab.FarAddress).Succeeded();
        _ = alone.Run("ping", "-6", "-c", "1", "-W", "2", Web.AddressV6).Succeeded();
        _ = Daemon.Ask("network", "disconnect", "alone").Succeeded();
    }

    [Test]
    [Requires("dhclient", "ping")]
    public void A_container_that_asks_by_dhcp_gets_the_address_that_the_network_has_for_it()
    {
        using Container asker = new(Daemon, "six", "asker", "--address", "fd00:66::a5");
        using Scratch scratch = new();
        string script = scratch.WriteScript("dhclient6.sh", "#!/bin/sh\necho \"event=$reason ip=$new_ip6_address dns=$new_dhcp6_name_servers\"\n");
        WaitForAddress(asker, static text => text.Contains("fe80:", StringComparison.Ordinal) && !text.Contains("tentative", StringComparison.Ordinal), "no link-local address");
        using (RunningCommand client = asker.Namespace.Start(
            "dhclient", "-6", "-d", "-1", "-cf", "/dev/null", "-lf", scratch.PathOf("leases6"), "-pf", scratch.PathOf("pid"), "-sf", script, "eth0"))
        {
            client.WaitFor($"event=BOUND6 ip=fd00:66::a5 dns={SixGateway}", Command.UsualLimit);
        }

        _ = Daemon.Ask("network", "disconnect", "asker").Succeeded();
    }

    /// <summary>As <c>netkit run</c> does it: the client is led to the family that it speaks, and to the other when nothing listens there.</summary>
    [TestCase("0.0.0.0", "127.0.0.1", "10.66.0.1:")]
    [TestCase("::", "127.0.0.1", "[fd00:66::1]:")]
    [TestCase("::", "[::1]", "[fd00:66::1]:")]
    [TestCase("0.0.0.0", "[::1]", "10.66.0.1:")]
    [TestCase("fd00:66::80", "127.0.0.1", "[fd00:66::1]:")]
    [Requires("curl")]
    public void A_published_port_of_either_family_reaches_the_container(string listens, string bound, string seen)
    {
        using Server page = WebServer.Start(Web.Namespace.Listen(listens, 80));
        JsonElement made = Daemon.AskJson("forward", $"{bound}:8090:80", "--to", "fd00:66::80").GetProperty("forwards")[0];
        try
        {
            Assert.That(Curl(Host, "-g", $"http://{bound}:8090/"), Does.StartWith(seen));
        }
        finally
        {
            _ = Daemon.Ask("forward", "rm", Text(made.GetProperty("id").GetInt32())).Succeeded();
        }
    }

    [Test]
    [Requires("curl")]
    public void A_restart_finds_everything_again()
    {
        using Container here = new(Daemon, "six", "here");
        using Server page = WebServer.Start(here.Namespace.Listen("::", 80));
        _ = Daemon.Ask("network", "create", "free", "-6").Succeeded();
        int id = Daemon.AskJson("forward", "[::1]:8091:80", "--to", "here").GetProperty("forwards")[0].GetProperty("id").GetInt32();
        string networks = Daemon.Ask("network", "ls").Succeeded();
        string endpoints = Daemon.Ask("endpoints", "--json").Succeeded();
        Daemon.KillAndStart();
        Assert.That(Daemon.Ask("network", "ls").Succeeded(), Is.EqualTo(networks));
        Assert.That(Daemon.Ask("endpoints", "--json").Succeeded(), Is.EqualTo(endpoints));
        Assert.That(Curl(Host, "-g", "http://[::1]:8091/"), Does.StartWith($"[{SixGateway}]:"));
        Assert.That(Curl(Client.Namespace, "-g", $"http://[{here.AddressV6}]/"), Does.StartWith($"[{Client.AddressV6}]:"));
        Assert.That(Curl(Host, "-g", $"http://[{here.AddressV6}]/"), Does.StartWith($"[{SixGateway}]:"));
        _ = Daemon.Ask("forward", "rm", Text(id)).Succeeded();
        _ = Daemon.Ask("network", "disconnect", "here").Succeeded();
        _ = Daemon.Ask("network", "rm", "free").Succeeded();
    }

    [Test]
    public void A_network_without_a_prefix_gets_a_free_one_and_others_have_none()
    {
        JsonElement made = Daemon.AskJson("network", "create", "free", "--ipv6");
        string prefix = made.GetProperty("subnetV6").GetString()!;
        Assert.That(prefix, Does.StartWith("fd").And.EndWith("::/64"));
        Assert.That(made.GetProperty("gatewayV6").GetString(), Is.EqualTo(prefix[..^3] + "1"));
        Assert.That(Host.Ip("-6 route show"), Does.Contain(prefix));
        Assert.That(Daemon.Ask("network", "inspect", "free").Succeeded(), Does.Contain(prefix));
        _ = Daemon.Ask("network", "rm", "free").Succeeded();
        Assert.That(Host.Ip("-6 route show"), Does.Not.Contain(prefix));
        JsonElement blue = Daemon.Networks().Single(static one => one.GetProperty("name").GetString() == "blue");
        Assert.That(blue.TryGetProperty("subnetV6", out _), Is.False);
    }

    [Test]
    public void A_network_that_the_host_has_a_route_to_is_one_without_the_hosts_interface()
    {
        JsonElement made = Daemon.AskJson("network", "create", "taken", "--ipv6", "2001:db8:2::/64");
        Assert.That(made.GetProperty("notice").GetString(), Does.Contain("2001:db8:2::/64").And.Contain("net0"));
        _ = Daemon.Ask("network", "rm", "taken").Succeeded();
    }

    [TestCase("network", "create", "odd", "--ipv6", "fd00:66::/48")]
    [TestCase("network", "create", "odd", "--ipv6", "fe80::/64")]
    [TestCase("network", "create", "odd", "--ipv6", "fd00:70::/64", "--gateway", "fd00:71::1")]
    [TestCase("network", "create", "odd", "--ipv6", "fd00:70::/64", "--mtu", "1279")]
    [TestCase("network", "connect", "six", "/run/netns/none", "--name", "x", "--address", "fd00:66::80")]
    [TestCase("network", "connect", "blue", "/run/netns/none", "--name", "x", "--address", "fd00:66::81")]
    public void What_cannot_be_done_is_one_sentence_and_changes_nothing(params string[] command)
    {
        string before = Daemon.Ask("network", "ls").Succeeded();
        Outcome netkit = Daemon.Ask(command).EndedWith(1);
        Assert.That(netkit.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(1), netkit.Error);
        Assert.That(netkit.Error, Does.StartWith("netkit: "));
        Assert.That(Daemon.Ask("network", "ls").Succeeded(), Is.EqualTo(before));
    }
}
