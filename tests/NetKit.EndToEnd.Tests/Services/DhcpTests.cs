using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Services;

/// <summary>Real DHCP clients on an interface that nobody has configured.</summary>
[Requires("ping")]
public sealed class DhcpTests() : LabFixture("--no-config", "--mtu", "9000", "--search", "lan.test")
{
    private const int User1 = 10;
    private const int User2 = 12;

    [SetUp]
    public void Begin_without_an_address()
    {
        _ = Lab.Box.Ip("address flush dev tap0");
        _ = Lab.Box.Ip("link set tap0 up");
    }

    /// <summary>The signals are udhcpc's way to ask for a renewal and for the end of the lease.</summary>
    [Test]
    [Requires("udhcpc")]
    public void Udhcpc_gets_renews_and_releases_a_lease()
    {
        string script = Scratch.WriteScript(
            "udhcpc.sh",
            """
            #!/bin/sh
            case $1 in
                bound | renew)
                    ip address replace "$ip/$mask" dev "$interface"
                    ip link set "$interface" mtu "$mtu"
                    ip route replace default via "$router"
                    ;;
                deconfig) ip address flush dev "$interface" ;;
            esac
            echo "event=$1 ip=$ip/$mask router=$router dns=$dns mtu=$mtu ntp=$ntpsrv search=$search lease=$lease server=$serverid"
            """);
        Counters before = Netkit.Counters();
        using RunningCommand client = Lab.Box.Start(
            "udhcpc", "-i", "tap0", "-f", "-n", "-s", script, "-O", "mtu", "-O", "ntpsrv", "-O", "search");
        client.WaitFor("event=bound", Command.UsualLimit);
        Assert.That(client.Output, Does.Contain($"ip={Lab.BoxAddress}/24 router={Lab.Gateway} dns={Lab.Dns} mtu=9000 ntp={Lab.Gateway}"));
        Assert.That(client.Output, Does.Contain("search=lan.test").And.Contain($"server={Lab.Gateway}"));
        AssertTraffic();

        client.Signal(User1);
        client.WaitFor("event=renew", Command.UsualLimit);
        AssertTraffic();

        client.Signal(User2);
        Netkit.WaitForCounters(now => now["dhcp", "released"] > before["dhcp", "released"], "the lease was not given back");

        // udhcpc sends its renewal from a connected socket of its own, which swallows an answer that comes before it is closed; then
        // it asks once more, by broadcast. So there can be a third acknowledgement.
        long acknowledged = Netkit.Counters()["dhcp", "acknowledged"] - before["dhcp", "acknowledged"];
        Assert.That(acknowledged, Is.InRange(2, 3), () => client.Output + client.Error);
    }

    [Test]
    [Requires("dhclient")]
    public void Dhclient_gets_renews_and_releases_a_lease()
    {
        string configuration = Scratch.Write("dhclient.conf", "request subnet-mask, routers, domain-name-servers, interface-mtu;\n");
        string script = Scratch.WriteScript(
            "dhclient.sh",
            """
            #!/bin/sh
            case $reason in
                PREINIT) ip link set "$interface" up ;;
                BOUND | RENEW | REBIND | REBOOT)
                    ip address replace "$new_ip_address/24" dev "$interface"
                    ip route replace default via "$new_routers"
                    ;;
                RELEASE | EXPIRE) ip address flush dev "$interface" ;;
            esac
            lease="ip=$new_ip_address mask=$new_subnet_mask router=$new_routers"
            echo "event=$reason $lease dns=$new_domain_name_servers mtu=$new_interface_mtu"
            """);
        string[] line =
        [
            "dhclient", "-4", "-d", "-v", "-cf", configuration, "-lf", Scratch.PathOf("leases"),
            "-pf", Scratch.PathOf("dhclient.pid"), "-sf", script,
        ];
        Counters before = Netkit.Counters();
        using (RunningCommand client = Lab.Box.Start([.. line, "-1", "tap0"]))
        {
            client.WaitFor("bound to", Command.UsualLimit);
            string lease = $"ip={Lab.BoxAddress} mask=255.255.255.0 router={Lab.Gateway} dns={Lab.Dns} mtu=9000";
            Assert.That(client.Output, Does.Contain($"event=BOUND {lease}"));
            AssertTraffic();
        }

        // It remembers its lease and asks for the same one (RFC 2131 §3.2).
        using (RunningCommand client = Lab.Box.Start([.. line, "-1", "tap0"]))
        {
            client.WaitFor("bound to", Command.UsualLimit);
            Assert.That(client.Output, Does.Contain($"event=REBOOT ip={Lab.BoxAddress}"));
            Assert.That(client.Error, Does.Not.Contain("DHCPDISCOVER"));
            AssertTraffic();
        }

        Outcome release = Lab.Box.Run([.. line, "-r", "tap0"]);
        Assert.That(release.Succeeded() + release.Error, Does.Contain("DHCPRELEASE"));
        Netkit.WaitForCounters(now => now["dhcp", "released"] > before["dhcp", "released"], "the lease was not given back");
    }

    private void AssertTraffic() =>
        Lab.Box.Run("ping", "-c", "1", "-W", "2", Lab.FarAddress).Succeeded();
}
