using System;
using System.Net;
using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>Who reaches whom over IPv6 on a daemon's networks.</summary>
[Requires("curl", "ping")]
public sealed class Ipv6TrafficTests : Ipv6Fixture
{
    private const int FileLength = 16 << 20;

    private Payload _file = null!;

    private Container Web => ContainerOf("six/web");

    private Container Client => ContainerOf("six/client");

    private Container Far => ContainerOf("seven/far");

    private Container Dark => ContainerOf("dark/one");

    private Container DarkToo => ContainerOf("dark/two");

    protected override void BeforeTests()
    {
        base.BeforeTests();
        _file = Payload.Create(Keep(Scratch.InMemory()).PathOf("file"), FileLength);
        Connect("six", "web");
        Connect("six", "client", "--address", "fd00:66::c1");
        Connect("seven", "far");
        Connect("dark", "one");
        Connect("dark", "two");
        foreach (Container one in (Container[])[Web, Far, Dark, DarkToo])
        {
            _ = Keep(WebServer.Start(one.Namespace.Listen("::", 80)));
        }

        _ = Keep(WebServer.Start(Web.Namespace.Listen("::", 81), _file));
        _ = Keep(WebServer.Start(Host.Listen("::", 8080)));
        _ = Keep(WebServer.Start(Lab.Far.Listen("::", 80)));
        _ = Keep(WebServer.Start(Lab.Far.Listen("0.0.0.0", 80)));
    }

    [Test]
    public void Containers_of_a_network_reach_each_other_with_their_own_addresses()
    {
        Assert.That((Web.AddressV6, Client.AddressV6), Is.EqualTo(("fd00:66::2", "fd00:66::c1")));
        Assert.That(Curl(Client.Namespace, "-g", $"http://[{Web.AddressV6}]/"), Does.StartWith($"[{Client.AddressV6}]:"));
        Ping(Client.Namespace, Web.AddressV6);
        Ping(Client.Namespace, LinkLocalOf(Web));
    }

    [Test]
    public void A_file_passes_the_switch_whole_in_both_directions()
    {
        string here = _file.Path + ".copy6";
        _ = Curl(Client.Namespace, "-g", "-o", here, $"http://[{Web.AddressV6}]:81/");
        Assert.That(Payload.HashOf(here), Is.EqualTo(_file.Hash));
        Assert.That(Curl(Client.Namespace, "-g", "-T", _file.Path, $"http://[{Web.AddressV6}]:81/"), Is.EqualTo(_file.Hash));
    }

    [Test]
    public void Datagrams_of_every_size_pass_the_switch([Values(1, 1452, 9000, 65507)] int length)
    {
        using UdpEcho echo = new(Web.Namespace.Datagrams(Web.AddressV6, 7));
        using Socket client = Client.Namespace.Datagrams(Client.AddressV6, 0);
        byte[] sent = new byte[length];
        Random.Shared.NextBytes(sent);
        (byte[] received, IPEndPoint from) = UdpEcho.Exchange(client, new IPEndPoint(IPAddress.Parse(Web.AddressV6), 7), sent);
        Assert.That(received, Is.EqualTo(sent));
        Assert.That(from.Address.ToString(), Is.EqualTo(Web.AddressV6));
    }

    [Test]
    public void The_host_reaches_a_container_by_its_address_and_is_the_gateway_to_it()
    {
        Assert.That(Curl(Host, "-g", $"http://[{Web.AddressV6}]/"), Does.StartWith($"[{SixGateway}]:"));
        Ping(Host, Web.AddressV6);
    }

    [Test]
    public void A_container_reaches_the_host_by_its_addresses()
    {
        Assert.That(Curl(Client.Namespace, "-g", $"http://[{SixGateway}]:8080/"), Does.StartWith($"[{Client.AddressV6}]:"), "over the host's interface");
        Assert.That(
            Curl(Client.Namespace, "-g", $"http://[{Ipv6Lab.HostAddress}]:8080/"), Does.StartWith($"[{Ipv6Lab.HostAddress}]:"), "as a flow of the host's own");
    }

    [Test]
    public void A_container_reaches_what_the_host_reaches()
    {
        Assert.That(Curl(Client.Namespace, "-g", $"http://[{Ipv6Lab.FarAddress}]/"), Does.StartWith($"[{Ipv6Lab.HostAddress}]:"));
        Ping(Client.Namespace, Ipv6Lab.FarAddress);
        Assert.That(Curl(Client.Namespace, $"http://{Lab.FarAddress}/"), Does.StartWith($"{Lab.HostAddress}:"), "and by IPv4, as before");
    }

    [Test]
    public void Networks_do_not_reach_each_other()
    {
        _ = CurlInVain(Client.Namespace, $"http://[{Far.AddressV6}]/");
        _ = CurlInVain(Far.Namespace, $"http://[{Web.AddressV6}]/");
        _ = CurlInVain(Client.Namespace, $"http://[{SevenGateway}]:8080/");
        PingInVain(Client.Namespace, Far.AddressV6);
        Assert.That(Curl(Host, "-g", $"http://[{Far.AddressV6}]/"), Does.StartWith($"[{SevenGateway}]:"), "the host reaches both");
    }

    [Test]
    public void Nothing_leads_out_of_an_internal_network()
    {
        Assert.That(Dark.Namespace.Ip("-6 route show default"), Is.Empty);
        Assert.That(Curl(Dark.Namespace, "-g", $"http://[{DarkToo.AddressV6}]/"), Does.StartWith($"[{Dark.AddressV6}]:"));
        _ = Dark.Namespace.Ip($"-6 route add default via {Dark.GatewayV6}");
        foreach (string address in (string[])[Ipv6Lab.FarAddress, Ipv6Lab.HostAddress, Web.AddressV6])
        {
            _ = CurlInVain(Dark.Namespace, $"http://[{address}]/");
            PingInVain(Dark.Namespace, address);
        }

        _ = Dark.Namespace.Ip("-6 route del default");
    }

    [Test]
    public void A_containers_forged_source_is_dropped_and_counted()
    {
        long before = Daemon.Counters().Total("switch drops");
        _ = Client.Namespace.Ip("address add fd00:66::bad/128 dev eth0 nodad");
        Assert.That(Client.Run("ping", "-6", "-c", "1", "-W", "1", "-I", "fd00:66::bad", Web.AddressV6).Status, Is.Not.Zero);
        _ = Client.Namespace.Ip("address del fd00:66::bad/128 dev eth0");
        Assert.That(Daemon.Counters().Total("switch drops"), Is.GreaterThan(before), () => Daemon.Counters().ToString());
    }

    /// <summary>RFC 4862 §5.4, done by Linux.</summary>
    [Test]
    public void Who_wants_anothers_address_is_told_that_it_is_taken()
    {
        using Container thief = new(Daemon, "six", "thief");
        _ = thief.Namespace.Ip($"address add {Web.AddressV6}/64 dev eth0");
        WaitForAddress(thief, static text => text.Contains("dadfailed", StringComparison.Ordinal), "the address was not defended");
        _ = thief.Namespace.Ip($"address del {Web.AddressV6}/64 dev eth0");
        _ = thief.Namespace.Ip($"address add {SixGateway}/64 dev eth0");
        WaitForAddress(thief, static text => text.Contains("dadfailed", StringComparison.Ordinal), "the gateway's address was not defended");
        _ = Daemon.Ask("network", "disconnect", "thief").Succeeded();
    }

    [Test]
    public void Neighbours_are_answered_for_without_asking_them()
    {
        _ = Client.Namespace.Ip("-6 neigh flush dev eth0");
        Ping(Client.Namespace, Web.AddressV6);
        Assert.That(Client.Namespace.Ip($"-6 neigh show {Web.AddressV6} dev eth0"), Does.Contain("lladdr 02:42:0a:42:00:02"));
        Assert.That(Host.Ip("-6 address show scope link"), Does.Not.Contain("fe80::5894:efff:fe00:1"), "the link-local address is the node's");
    }

    [TestCase("ff02::fb", 5353)]
    [TestCase("ff02::1", 9)]
    public void What_one_says_to_a_group_is_heard_by_the_others_and_goes_no_further(string group, int port)
    {
        using Socket web = Listen(Web.Namespace, "eth0", group, port);
        using Socket far = Listen(Far.Namespace, "eth0", group, port);
        using Socket host = Listen(Host, Daemon.AskJson("network", "inspect", "six").GetProperty("hostInterface").GetString()!, group, port);
        using Socket speaker = Client.Namespace.Datagrams(Client.AddressV6, 0);
        speaker.ReceiveTimeout = 5000;
        IPAddress to = IPAddress.Parse(group);
        to.ScopeId = IndexOf(Client.Namespace, "eth0");
        _ = speaker.SendTo("who is there?"u8, new IPEndPoint(to, port));
        byte[] heard = new byte[100];
        EndPoint from = new IPEndPoint(IPAddress.IPv6Any, 0);
        Assert.That(web.ReceiveFrom(heard, ref from), Is.EqualTo(13));
        Assert.That(((IPEndPoint)from).Address.ToString(), Is.EqualTo(Client.AddressV6));
        _ = web.SendTo("web"u8, from);
        Assert.That(speaker.Receive(heard), Is.EqualTo(3));
        Assert.That(far.Poll(TimeSpan.FromMilliseconds(200), SelectMode.SelectRead), Is.False, "another network");
        Assert.That(host.Poll(TimeSpan.Zero, SelectMode.SelectRead), Is.False, "the host");
    }

    [Test]
    public void The_hosts_loopback_is_closed_unless_the_network_opens_it()
    {
        using Server page = WebServer.Start(Host.Listen("::1", 8081));
        _ = CurlInVain(Client.Namespace, $"http://[{SixGateway}]:8081/");
        Create("open", "10.69.0.0/24", "fd00:69::/64", "--host-loopback");
        using (Container inside = new(Daemon, "open", "inside"))
        {
            Assert.That(Curl(inside.Namespace, "-g", "http://[fd00:69::1]:8081/"), Does.StartWith("[::1]:"));
            _ = Daemon.Ask("network", "disconnect", "open/inside").Succeeded();
        }

        _ = Daemon.Ask("network", "rm", "open").Succeeded();
    }

    private static Socket Listen(NetworkNamespace place, string interfaceName, string group, int port)
    {
        Socket listener = place.Datagrams("::", port);
        listener.ReceiveTimeout = 5000;
        IPv6MulticastOption membership = new(IPAddress.Parse(group), IndexOf(place, interfaceName));
        listener.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, membership);
        return listener;
    }

    private static long IndexOf(NetworkNamespace place, string interfaceName) =>
        long.Parse(place.Ip($"-o link show dev {interfaceName}").Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);

    private static void Ping(NetworkNamespace from, string address) =>
        from.Run("ping", "-6", "-c", "2", "-i", "0.2", "-W", "2", address).Succeeded();

    private static void PingInVain(NetworkNamespace from, string address) =>
        Assert.That(from.Run("ping", "-6", "-c", "1", "-W", "1", address).Status, Is.Not.Zero, address);

    private static string LinkLocalOf(Container container)
    {
        string line = container.Namespace.Ip("-o -6 address show dev eth0 scope link");
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3].Split('/')[0] + "%eth0";
    }
}
