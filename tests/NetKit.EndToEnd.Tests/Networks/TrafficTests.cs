using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>Who reaches whom on a daemon's networks.</summary>
[Requires("curl", "ping")]
[TestFixture(1)]
[TestFixture(3)]
public sealed class TrafficTests(int loops) : DaemonFixture(loops)
{
    private const string RedGateway = "10.78.0.1";
    private const int FileLength = 16 << 20;

    private Payload _file = null!;

    private Container Web => ContainerOf("blue/web");

    private Container Client => ContainerOf("blue/client");

    private Container Red => ContainerOf("red/far");

    private Container Shut => ContainerOf("shut/one");

    private Container ShutToo => ContainerOf("shut/two");

    protected override void BeforeTests()
    {
        _file = Payload.Create(Keep(Scratch.InMemory()).PathOf("file"), FileLength);
        Connect("blue", "web");
        Connect("blue", "client");
        Connect("red", "far");
        Connect("shut", "one");
        Connect("shut", "two");
        foreach (Container one in (Container[])[Web, Red, Shut, ShutToo])
        {
            _ = Keep(WebServer.Start(one.Namespace.Listen("0.0.0.0", 80)));
        }

        _ = Keep(WebServer.Start(Web.Namespace.Listen("0.0.0.0", 81), _file));
        _ = Keep(WebServer.Start(Host.Listen("0.0.0.0", 8080)));
        _ = Keep(WebServer.Start(Lab.Far.Listen("0.0.0.0", 80)));
    }

    [Test]
    public void Containers_of_a_network_reach_each_other_with_their_own_addresses()
    {
        Assert.That(Curl(Client.Namespace, $"http://{Web.Address}/"), Does.StartWith(Client.Address));
        _ = Client.Run("ping", "-c", "3", "-i", "0.2", "-W", "2", Web.Address).Succeeded();
    }

    [Test]
    public void A_file_passes_the_switch_whole_in_both_directions()
    {
        string here = _file.Path + ".copy";
        _ = Curl(Client.Namespace, "-o", here, $"http://{Web.Address}:81/");
        Assert.That(Payload.HashOf(here), Is.EqualTo(_file.Hash));
        Assert.That(Curl(Client.Namespace, "-T", _file.Path, $"http://{Web.Address}:81/"), Is.EqualTo(_file.Hash));
    }

    [Test]
    public void Datagrams_of_every_size_pass_the_switch([Values(1, 1472, 9000, 65507)] int length)
    {
        using UdpEcho echo = new(Web.Namespace.Datagrams(Web.Address, 7));
        using Socket client = Client.Namespace.Datagrams(Client.Address, 0);
        byte[] sent = new byte[length];
        Random.Shared.NextBytes(sent);
        (byte[] received, IPEndPoint from) = UdpEcho.Exchange(client, new IPEndPoint(IPAddress.Parse(Web.Address), 7), sent);
        Assert.That(received, Is.EqualTo(sent));
        Assert.That(from.Address.ToString(), Is.EqualTo(Web.Address));
    }

    [Test]
    public void The_host_reaches_a_container_by_its_address_and_is_the_gateway_to_it()
    {
        Assert.That(Curl(Host, $"http://{Web.Address}/"), Does.StartWith(BlueGateway + ":"));
        _ = Host.Run("ping", "-c", "2", "-i", "0.2", "-W", "2", Web.Address).Succeeded();
    }

    [Test]
    public void A_container_reaches_the_host_by_its_addresses()
    {
        Assert.That(Curl(Client.Namespace, $"http://{BlueGateway}:8080/"), Does.StartWith(Client.Address + ":"), "over the host's interface");
        Assert.That(Curl(Client.Namespace, $"http://{Lab.HostAddress}:8080/"), Does.StartWith(Lab.HostAddress + ":"), "as a flow of the host's own");
    }

    [Test]
    public void A_container_reaches_what_the_host_reaches()
    {
        Assert.That(Curl(Client.Namespace, $"http://{Lab.FarAddress}/"), Does.StartWith(Lab.HostAddress + ":"));
        _ = Client.Run("ping", "-c", "1", "-W", "3", Lab.FarAddress).Succeeded();
    }

    [Test]
    public void Networks_do_not_reach_each_other()
    {
        _ = CurlInVain(Client.Namespace, $"http://{Red.Address}/");
        _ = CurlInVain(Red.Namespace, $"http://{Web.Address}/");
        _ = CurlInVain(Client.Namespace, $"http://{RedGateway}:8080/");
        Assert.That(Client.Run("ping", "-c", "1", "-W", "1", Red.Address).Status, Is.Not.Zero);
        Assert.That(Curl(Host, $"http://{Red.Address}/"), Does.StartWith(RedGateway + ":"), "the host reaches both");
    }

    [Test]
    public void Nothing_leads_out_of_an_internal_network()
    {
        Assert.That(Curl(Shut.Namespace, $"http://{ShutToo.Address}/"), Does.StartWith(Shut.Address + ":"));
        foreach (string address in (string[])[Lab.FarAddress, Lab.HostAddress, Web.Address])
        {
            _ = CurlInVain(Shut.Namespace, $"http://{address}/");
            Assert.That(Shut.Run("ping", "-c", "1", "-W", "1", address).Status, Is.Not.Zero, address);
        }

        Outcome published = Daemon.Ask("forward", "18099:80", "--to", "one").EndedWith(1);
        Assert.That(published.Error, Does.Contain("internal"));
    }

    [Test]
    public void A_containers_forged_source_is_dropped_and_counted()
    {
        long before = SourceDrops();
        _ = Client.Namespace.Ip("address add 10.77.0.200/32 dev eth0");
        Assert.That(Client.Run("ping", "-c", "1", "-W", "1", "-I", "10.77.0.200", Web.Address).Status, Is.Not.Zero);
        Assert.That(SourceDrops(), Is.GreaterThan(before), () => Daemon.Counters().ToString());
        _ = Client.Namespace.Ip("address del 10.77.0.200/32 dev eth0");
    }

    [Test]
    public void The_hosts_loopback_is_closed_unless_the_network_opens_it()
    {
        using Server page = WebServer.Start(Host.Listen("127.0.0.1", 8081));
        _ = CurlInVain(Client.Namespace, $"http://{BlueGateway}:8081/");
        _ = Daemon.Ask("network", "create", "open", "--subnet", "10.80.0.0/24", "--host-loopback").Succeeded();
        using (Container inside = new(Daemon, "open", "inside"))
        {
            Assert.That(Curl(inside.Namespace, "http://10.80.0.1:8081/"), Does.StartWith("127.0.0.1:"));
            _ = Daemon.Ask("network", "disconnect", "open/inside").Succeeded();
        }

        _ = Daemon.Ask("network", "rm", "open").Succeeded();
    }

    [Test]
    public void A_container_can_be_on_several_networks()
    {
        using Container both = new(Daemon, "blue", "both");
        string second = both.Connect("red", "--ifname", "eth1").GetProperty("address").GetString()!;
        Assert.That(Curl(both.Namespace, $"http://{Web.Address}/"), Does.StartWith(both.Address + ":"));
        Assert.That(Curl(both.Namespace, $"http://{Red.Address}/"), Does.StartWith(second + ":"));
        _ = Daemon.Ask("network", "disconnect", "red/both").Succeeded();
        Assert.That(Daemon.Endpoints().Count(static one => one.GetProperty("name").GetString() == "both"), Is.EqualTo(1));
        Assert.That(Curl(both.Namespace, $"http://{Web.Address}/"), Does.StartWith(both.Address + ":"), "the other one stays");
        _ = Daemon.Ask("network", "disconnect", "blue/both").Succeeded();
    }

    [Test]
    public void An_upload_to_another_container_does_not_pass_the_daemons_tcp()
    {
        long before = Daemon.Counters()["tcp", "segments-in"];
        Assert.That(Curl(Client.Namespace, "-T", _file.Path, $"http://{Web.Address}:81/"), Is.EqualTo(_file.Hash));
        Assert.That(Daemon.Counters()["tcp", "segments-in"], Is.EqualTo(before));
    }

    private long SourceDrops() => Daemon.Counters().Total("switch drops");
}
