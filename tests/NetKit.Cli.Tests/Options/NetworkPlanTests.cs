using System.Linq;
using NetKit.Cli.Options;
using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Cli.Tests.Options;

/// <summary>What a network looks like by default, and which wishes contradict each other.</summary>
public sealed class NetworkPlanTests
{
    [Test]
    public void The_defaults_are_the_habits_of_the_field()
    {
        NetworkPlan plan = NetworkPlan.Create(new NetworkChoices(), "run-1");
        NetworkSettings settings = plan.Settings;
        Assert.That(plan.Splice, Is.False);
        Assert.That(
            $"{settings.Subnet} {settings.Gateway} {settings.Dns} {settings.Address} {settings.Mtu} {settings.HostLoopback}",
            Is.EqualTo("10.0.2.0/24 10.0.2.2 10.0.2.3 10.0.2.100 65520 False"));
        Assert.That($"{settings.Name} {settings.Domain}", Is.EqualTo("run-1 netkit.internal"));
        Assert.That(settings.Search, Is.Empty);
        Assert.That(settings.DnsServers, Is.Empty);
    }

    [TestCase(null, "192.168.65.0/24 192.168.65.1 192.168.65.1 192.168.65.3")]
    [TestCase("192.168.7.0/24", "192.168.7.0/24 192.168.7.1 192.168.7.1 192.168.7.3")]
    public void Clients_of_vpnkit_find_its_addresses(string? subnet, string expected)
    {
        NetworkSettings settings = NetworkPlan.Create(
            new NetworkChoices { Subnet = subnet }, "x", NetworkPlan.MachineMtu, NetworkHabits.Vpnkit).Settings;
        Assert.That($"{settings.Subnet} {settings.Gateway} {settings.Dns} {settings.Address}", Is.EqualTo(expected));
    }

    [Test]
    public void Names_may_be_answered_at_the_gateway()
    {
        NetworkSettings settings = NetworkPlan.Create(new NetworkChoices { Gateway = ["10.0.2.3"] }, "x").Settings;
        Assert.That((settings.Gateway, settings.Dns), Is.EqualTo((IpAddress.FromV4(10, 0, 2, 3), (IpAddress?)IpAddress.FromV4(10, 0, 2, 3))));
    }

    [TestCase("192.168.7.0/24", "192.168.7.2 192.168.7.3 192.168.7.100")]
    [TestCase("192.168.7.9/24", "192.168.7.2 192.168.7.3 192.168.7.100")]
    [TestCase("10.0.0.0/8", "10.0.0.2 10.0.0.3 10.0.0.100")]
    [TestCase("192.168.7.8/29", "192.168.7.10 192.168.7.11 192.168.7.14")]
    [TestCase("192.168.7.0/25", "192.168.7.2 192.168.7.3 192.168.7.100")]
    [TestCase("192.168.7.0/26", "192.168.7.2 192.168.7.3 192.168.7.62")]
    public void A_subnet_brings_its_addresses(string subnet, string expected)
    {
        NetworkSettings settings = NetworkPlan.Create(new NetworkChoices { Subnet = subnet }, "x").Settings;
        Assert.That($"{settings.Gateway} {settings.Dns} {settings.Address}", Is.EqualTo(expected));
    }

    [Test]
    public void Every_wish_is_granted()
    {
        NetworkPlan plan = NetworkPlan.Create(
            new NetworkChoices
            {
                Subnet = "172.20.0.0/16",
                Gateway = ["172.20.0.1"],
                Dns = ["172.20.0.53"],
                Address = ["172.20.9.9"],
                Mtu = "1500",
                HostLoopback = true,
                Splice = true,
                Name = "web",
                Domain = "example.internal.",
                Search = ["a.example", "b.example"],
                DnsServers = ["9.9.9.9", "127.0.0.1:5353", "2620:fe::fe", "[2620:fe::fe]:54"],
                Publish = ["8080:80", "5353-5354:53-54/udp"],
            },
            "x");
        NetworkSettings settings = plan.Settings;
        Assert.That(plan.Splice, Is.True);
        Assert.That(
            $"{settings.Subnet} {settings.Gateway} {settings.Dns} {settings.Address} {settings.Mtu} {settings.HostLoopback}",
            Is.EqualTo("172.20.0.0/16 172.20.0.1 172.20.0.53 172.20.9.9 1500 True"));
        Assert.That($"{settings.Name} {settings.Domain}", Is.EqualTo("web example.internal"));
        Assert.That(settings.Search, Is.EqualTo((string[])["a.example", "b.example"]));
        Assert.That(string.Join(' ', settings.DnsServers), Is.EqualTo("9.9.9.9:53 127.0.0.1:5353 [2620:fe::fe]:53 [2620:fe::fe]:54"));
        Assert.That(string.Join(' ', plan.Ports.Select(static port => port.ToString())), Is.EqualTo("8080:80 5353:53/udp 5354:54/udp"));
    }

    [Test]
    public void Dns_can_be_left_out() =>
        Assert.That(NetworkPlan.Create(new NetworkChoices { Dns = ["none"] }, "x").Settings.Dns, Is.Null);

    [TestCase("--subnet", "10.0.2.0", "--subnet 10.0.2.0 is not an IPv4 network: write e.g. 10.0.2.0/24.")]
    [TestCase("--subnet", "fd00::/64", "--subnet fd00::/64 is not an IPv4 network: write e.g. 10.0.2.0/24.")]
    [TestCase("--subnet", "10.0.2.0/30", "--subnet 10.0.2.0/30 must be from /8 to /29")]
    [TestCase("--subnet", "10.0.0.0/7", "--subnet 10.0.0.0/7 must be from /8 to /29")]
    [TestCase("--subnet", "127.0.0.0/8", "--subnet 127.0.0.0/8 cannot be used for a network")]
    [TestCase("--subnet", "224.0.0.0/8", "--subnet 224.0.0.0/8 cannot be used for a network")]
    [TestCase("--subnet", "0.0.0.0/8", "--subnet 0.0.0.0/8 cannot be used for a network")]
    [TestCase("--gateway", "x", "--gateway x is not an IPv4 address: write e.g. 10.0.2.2.")]
    [TestCase(
        "--gateway",
        "10.0.3.1",
        "--gateway 10.0.3.1 is not in the subnet 10.0.2.0/24: choose an address of it, or another --subnet.")]
    [TestCase("--gateway", "10.0.2.0", "--gateway 10.0.2.0 is the network's own or its broadcast address: choose one between.")]
    [TestCase("--gateway", "10.0.2.255", "--gateway 10.0.2.255 is the network's own or its broadcast address: choose one between.")]
    [TestCase("--gateway", "10.0.2.100", "The container and the gateway both have the address 10.0.2.100")]
    [TestCase("--dns", "off", "--dns off is not an IPv4 address: write e.g. 10.0.2.3, or 'none'.")]
    [TestCase("--dns", "10.0.2.100", "DNS and the container both have the address 10.0.2.100: choose another --dns.")]
    [TestCase("--address", "::1", "--address ::1 is an IPv6 address: add --ipv6 PREFIX with the network that it is in.")]
    [TestCase("--address", "10.0.2.999", "--address 10.0.2.999 is not an IPv4 address: write e.g. 10.0.2.100.")]
    [TestCase("--mtu", "575", "--mtu 575 is not from 576 to 65535.")]
    [TestCase("--mtu", "65536", "--mtu 65536 is not from 576 to 65535.")]
    [TestCase("--loops", "0", "--loops 0 is not from 1 to 16.")]
    [TestCase("--loops", "17", "--loops 17 is not from 1 to 16.")]
    [TestCase("--mtu", "x", "--mtu x is not from 576 to 65535.")]
    [TestCase("--impair", "loss=1%", "--impair is one bad link for all connections, which takes one loop: go without --loops.")]
    [TestCase("--name", "a.b", "--name 'a.b' is no host name")]
    [TestCase("--name", "-a", "--name '-a' is no host name")]
    [TestCase("--name", "", "--name '' is no host name")]
    [TestCase("--name", "../x", "--name '../x' is no host name")]
    [TestCase("--domain", "a..b", "--domain 'a..b' is no domain: write e.g. example.internal.")]
    [TestCase("--search", "a b", "--search 'a b' is no domain: write e.g. example.internal.")]
    [TestCase("--dns-server", "dns.example", "--dns-server dns.example is not a server's address")]
    [TestCase("--dns-server", "9.9.9.9:0", "--dns-server 9.9.9.9:0 is not a server's address")]
    [TestCase("--dns-server", "9.9.9.9:x", "--dns-server 9.9.9.9:x is not a server's address")]
    [TestCase("--dns-server", "[::1", "--dns-server [::1 is not a server's address")]
    [TestCase("--dns-server", "0.0.0.0", "--dns-server 0.0.0.0 is not a server's address")]
    [TestCase("--publish", "8080:x", "--publish: The container port 'x' in '8080:x' is not a number up to 65535")]
    public void A_wish_that_cannot_be_granted_is_named(string option, string value, string sentence)
    {
        NetworkChoices choices = option switch
        {
            "--subnet" => new() { Subnet = value },
            "--gateway" => new() { Gateway = [value] },
            "--dns" => new() { Dns = [value] },
            "--address" => new() { Address = [value] },
            "--mtu" => new() { Mtu = value },
            "--loops" => new() { Loops = value },
            "--impair" => new() { Impair = value, Loops = "2" },
            "--name" => new() { Name = value },
            "--domain" => new() { Domain = value },
            "--search" => new() { Search = [value] },
            "--dns-server" => new() { DnsServers = [value] },
            _ => new() { Publish = [value] },
        };
        Assert.That(
            () => NetworkPlan.Create(choices, "x"),
            Throws.TypeOf<UsageException>().With.Message.StartsWith(sentence).And.Message.EndsWith("."));
    }
}
