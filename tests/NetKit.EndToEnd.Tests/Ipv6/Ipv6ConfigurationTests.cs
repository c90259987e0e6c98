using System;
using System.Linq;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ipv6;

/// <summary>Real hosts and real DHCPv6 clients on an interface that nobody has configured.</summary>
[Requires("ping")]
public sealed class Ipv6ConfigurationTests() : LabFixture("-6", "--no-config", "--mtu", "9000", "--search", "lan.test")
{
    private static bool IsDhclientsTurn =>
        TestContext.CurrentContext.Test.MethodName!.StartsWith("Dhclient", StringComparison.Ordinal);

    protected override void BeforeNetkit() => Ipv6Lab.Add(Lab);

    [SetUp]
    public void Begin_with_a_link_local_address()
    {
        _ = Lab.Box.Ip("link set tap0 down");
        Lab.Box.Sysctl("net.ipv6.conf.tap0.accept_ra", IsDhclientsTurn ? "0" : "1");
        _ = Lab.Box.Ip("link set tap0 up");
        Eventually.True(
            () => Lab.Box.Ip("-6 address show dev tap0 scope link") is var text && text.Contains("fe80:") && !text.Contains("tentative"),
            TimeSpan.FromSeconds(10),
            "there is no link-local address");
    }

    /// <summary>RFC 4862 §5.5, done by Linux.</summary>
    [Test]
    public void A_host_gives_itself_an_address_and_a_route()
    {
        Eventually.True(
            () => Lab.Box.Ip("-6 address show dev tap0 scope global") is var text && text.Contains("fd00:") && !text.Contains("tentative"),
            TimeSpan.FromSeconds(10),
            "there is no address");
        Assert.That(Lab.Box.Ip("-6 address show dev tap0 scope global"), Does.Contain("dynamic").And.Contain("/64"));
        Assert.That(Lab.Box.Ip("-6 route show default"), Does.Contain("via fe80::").And.Contain("proto ra"));
        AssertTraffic();
    }

    [Test]
    [Requires("rdisc6")]
    public void A_host_is_told_prefix_mtu_resolver_and_search_list()
    {
        string told = Lab.Box.Run("rdisc6", "-1", "-w", "5000", "tap0").Succeeded();
        string[] lines = [.. told.Split('\n').Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.That(lines, Has.Some.Contains("Prefix : fd00::/64"), told);
        Assert.That(lines, Has.Some.Contains("MTU : 9000 bytes"), told);
        Assert.That(lines, Has.Some.Contains("Recursive DNS server : fd00::3"), told);
        Assert.That(lines, Has.Some.Contains("DNS search list : lan.test"), told);
        Assert.That(lines, Has.Some.Contains("Stateful address conf. : Yes"), told);
    }

    [Test]
    [Requires("dhclient")]
    public void Dhclient_gets_and_releases_an_address()
    {
        using (RunningCommand client = Lab.Box.Start([.. Dhclient(), "-1", "tap0"]))
        {
            client.WaitFor("event=BOUND6", Command.UsualLimit);
            Assert.That(client.Output, Does.Contain($"event=BOUND6 ip={Ipv6Lab.BoxAddress} dns={Ipv6Lab.Dns} search=lan.test."));
            _ = Lab.Box.Ip($"-6 route replace default via {Ipv6Lab.Gateway} dev tap0 onlink");
            AssertTraffic();
        }

        Outcome release = Lab.Box.Run([.. Dhclient(), "-r", "tap0"]);
        Assert.That(release.Succeeded() + release.Error, Does.Contain("Release").IgnoreCase);
    }

    /// <summary>RFC 8415 §18.2.6: everything but an address.</summary>
    [Test]
    [Requires("dhclient")]
    public void Dhclient_gets_what_else_there_is_to_know()
    {
        using RunningCommand client = Lab.Box.Start([.. Dhclient(), "-S", "-1", "tap0"]);
        client.WaitFor($"ip= dns={Ipv6Lab.Dns} search=lan.test.", Command.UsualLimit);
    }

    private string[] Dhclient()
    {
        string script = Scratch.WriteScript(
            "dhclient6.sh",
            """
            #!/bin/sh
            case $reason in
                BOUND6 | REBOOT6)
                    [ -z "$new_ip6_address" ] || ip -6 address replace "$new_ip6_address/64" dev "$interface" nodad ;;
                RELEASE6 | EXPIRE6) ip -6 address flush dev "$interface" scope global ;;
            esac
            echo "event=$reason ip=$new_ip6_address dns=$new_dhcp6_name_servers search=$new_dhcp6_domain_search"
            """);
        return
        [
            "dhclient", "-6", "-d", "-v", "-cf", "/dev/null", "-lf", Scratch.PathOf("leases6"),
            "-pf", Scratch.PathOf("dhclient6.pid"), "-sf", script,
        ];
    }

    private void AssertTraffic() => Lab.Box.Run("ping", "-6", "-c", "1", "-W", "2", Ipv6Lab.FarAddress).Succeeded();
}
