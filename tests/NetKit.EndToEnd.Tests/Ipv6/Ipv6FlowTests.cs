using System;
using System.Net;
using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NetKit.EndToEnd.Tests.Services;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ipv6;

/// <summary>What a container with IPv6 can reach, and what it hears of the rest.</summary>
[Requires("curl")]
public sealed class Ipv6FlowTests() : LabFixture("-6", "--host-loopback", "--name", "web")
{
    private const int Port = 8080;
    private const int EchoPort = 7000;
    private const int FreePort = 9;
    private const int Ipv6Level = 41;
    private const int ReceiveErrors = 25;
    private const long Length = 64L << 20;

    private Payload? _payload;

    protected override void BeforeNetkit()
    {
        Ipv6Lab.Add(Lab);
        _payload = Payload.Create(Keep(Scratch.InMemory()).PathOf("payload"), Length);
        _ = Keep(WebServer.Start(Lab.Far.Listen(Ipv6Lab.FarAddress, 80)));
        _ = Keep(WebServer.Start(Lab.Host.Listen("::1", Port)));
        _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", Port + 1)));
        _ = Keep(WebServer.Start(Lab.Host.Listen("::1", Port + 2), _payload));
        _ = Keep(new UdpEcho(Lab.Far.Datagrams(Ipv6Lab.FarAddress, EchoPort)));
        _ = Keep(new UdpEcho(Lab.Host.Datagrams("::1", EchoPort)));
        _ = Keep(new DnsServer(Lab.Router, Lab.RouterAddress, 53));
    }

    [Test]
    public void A_far_server_sees_the_hosts_address()
    {
        string answer = Lab.Box.Run("curl", "-sS", $"http://[{Ipv6Lab.FarAddress}]/").Succeeded();
        Assert.That(answer, Does.StartWith($"[{Ipv6Lab.HostAddress}]:"));
    }

    [Test]
    public void The_container_has_the_address_that_was_promised_and_no_other()
    {
        string addresses = Lab.Box.Ip("-6 -o address show dev tap0 scope global");
        Assert.That(addresses.Split("inet6"), Has.Length.EqualTo(2), addresses);
        Assert.That(addresses, Does.Contain($"{Ipv6Lab.BoxAddress}/64").And.Not.Contain("tentative"));
        Assert.That(Lab.Box.Ip("-6 route show default"), Does.Contain($"via {Ipv6Lab.Gateway}"));
        string endpoints = Netkit.Ask("endpoints", "--json").Succeeded();
        string expected = ""","addressV6":"fd00::64","subnetV6":"fd00::/64","gatewayV6":"fd00::2","dnsV6":"fd00::3"}""";
        Assert.That(endpoints, Does.Contain(expected));
    }

    /// <summary>The gateway stands for the host's loopback of its family, and for the other where a service listens only there.</summary>
    [TestCase("[fd00::2]", Port, "[::1]:")]
    [TestCase("[fd00::2]", Port + 1, "127.0.0.1:")]
    [TestCase(Lab.Gateway, Port, "[::1]:")]
    [TestCase(Lab.Gateway, Port + 1, "127.0.0.1:")]
    public void The_hosts_loopback_is_behind_the_gateway(string gateway, int port, string client)
    {
        string url = FormattableString.Invariant($"http://{gateway}:{port}/");
        Assert.That(Lab.Box.Run("curl", "-sS", url).Succeeded(), Does.StartWith(client));
    }

    [TestCase(Ipv6Lab.Gateway, FreePort, SocketError.ConnectionRefused)]
    [TestCase(Ipv6Lab.FarAddress, FreePort, SocketError.ConnectionRefused)]
    [TestCase(Ipv6Lab.UnroutableAddress, 80, SocketError.NetworkUnreachable)]
    [TestCase(Ipv6Lab.UnreachableAddress, 80, SocketError.HostUnreachable)]
    public void What_cannot_be_reached_is_said_as_it_is(string address, int port, SocketError expected)
    {
        SocketException error = Assert.Throws<SocketException>(() => Lab.Box.Connect(address, port))!;
        Assert.That(error.SocketErrorCode, Is.EqualTo(expected));
    }

    [TestCase(Ipv6Lab.FarAddress, 1)]
    [TestCase(Ipv6Lab.FarAddress, 1400)]
    [TestCase(Ipv6Lab.Gateway, 60_000)]
    public void A_datagram_is_echoed_by_whom_it_was_sent_to(string address, int length)
    {
        using Socket container = Lab.Box.Datagrams(Ipv6Lab.BoxAddress, 0);
        UdpEcho.AssertEchoes(container, new IPEndPoint(IPAddress.Parse(address), EchoPort), length);
    }

    [TestCase(Ipv6Lab.FarAddress, FreePort, SocketError.ConnectionRefused)]
    [TestCase(Ipv6Lab.UnroutableAddress, EchoPort, SocketError.NetworkUnreachable)]
    [TestCase(Ipv6Lab.UnreachableAddress, EchoPort, SocketError.HostUnreachable)]
    public void A_datagram_that_goes_nowhere_is_reported(string address, int port, SocketError expected)
    {
        using Socket container = Lab.Box.Datagrams(Ipv6Lab.BoxAddress, 0);
        container.Connect(address, port);
        container.ReceiveTimeout = 5000;

        // Without IPV6_RECVERR Linux keeps all but a closed port to itself, in case a later datagram has more luck.
        container.SetRawSocketOption(Ipv6Level, ReceiveErrors, BitConverter.GetBytes(1));
        _ = container.Send("anybody?"u8);
        SocketException error = Assert.Throws<SocketException>(() => container.Receive(new byte[10]))!;
        Assert.That(error.SocketErrorCode, Is.EqualTo(expected));
    }

    /// <summary>RFC 8201: the way on is narrower than the container's link, and nobody but the sender cuts datagrams.</summary>
    [Test]
    public void A_datagram_too_large_for_the_path_is_reported_and_then_sent_in_fragments()
    {
        using Socket container = Lab.Box.Datagrams(Ipv6Lab.BoxAddress, 0);
        container.Connect(Ipv6Lab.FarAddress, EchoPort);
        container.ReceiveTimeout = 5000;
        byte[] sent = new byte[20_000];
        bool isRefused = false;
        for (int i = 0; i < 3; i++)
        {
            try
            {
                _ = container.Send(sent);
                Assert.That(container.Receive(new byte[65536]), Is.EqualTo(sent.Length));
                break;
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.MessageSize && !isRefused)
            {
                isRefused = true;
            }
        }

        Assert.That(Lab.Box.Ip($"-6 route get {Ipv6Lab.FarAddress}"), Does.Contain("mtu 1500"), "the path's MTU, learned by the container");
    }

    [Test]
    public void Data_arrives_in_the_container_as_it_was_sent()
    {
        _payload!.AssertDownloads(Lab.Box, $"http://[{Ipv6Lab.Gateway}]:8082/");
        AssertNoTimeouts();
    }

    [Test]
    public void Data_arrives_on_the_host_as_it_was_sent()
    {
        _payload!.AssertUploads(Lab.Box, $"http://[{Ipv6Lab.Gateway}]:8082/");
        AssertNoTimeouts();
    }

    [TestCase("AAAA", "host.netkit.internal", Ipv6Lab.Gateway)]
    [TestCase("AAAA", "host.docker.internal", Ipv6Lab.Gateway)]
    [TestCase("AAAA", "web.netkit.internal", Ipv6Lab.BoxAddress)]
    [TestCase("A", "web.netkit.internal", Lab.BoxAddress)]
    [TestCase("AAAA", "web.test", "2001:db8::80")]
    [Requires("dig")]
    public void Names_are_answered_over_ipv6(string type, string name, string expected)
    {
        Assert.That(Dig("+short", name, type), Is.EqualTo(expected));
        Assert.That(Dig("+short", "+tcp", name, type), Is.EqualTo(expected));
    }

    [Test]
    [Requires("dig")]
    public void Addresses_have_names() => Assert.That(Dig("+short", "-x", Ipv6Lab.BoxAddress), Is.EqualTo("web.netkit.internal."));

    [TestCase("version.bind", "REFUSED", "CH", "TXT")]
    [TestCase("b._dns-sd._udp.0.2.0.10.in-addr.arpa", "NXDOMAIN", "PTR")]
    [TestCase("2.0.10.in-addr.arpa", "NOERROR", "SOA")]
    [Requires("dig")]
    public void What_is_nobody_elses_business_is_answered_here(string name, string code, params string[] words) =>
        Assert.That(Dig([name, .. words]), Does.Contain($"status: {code}"));

    [Test]
    [Requires("ntpdate")]
    public void The_time_is_to_be_had_over_ipv6() =>
        Assert.That(Lab.Box.Run("ntpdate", "-q", Ipv6Lab.Gateway).Succeeded(), Does.Contain(Ipv6Lab.Gateway));

    private string Dig(params string[] words) =>
        Lab.Box.Run(["dig", $"@{Ipv6Lab.Dns}", "+time=2", "+tries=1", .. words]).Succeeded().Trim();

    private void AssertNoTimeouts()
    {
        Counters counters = Netkit.Counters();
        Assert.That(counters["tcp", "retransmission-timeouts"], Is.Zero, counters.ToString);
    }
}
