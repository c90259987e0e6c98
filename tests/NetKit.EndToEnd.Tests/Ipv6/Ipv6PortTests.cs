using System;
using System.Net;
using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ipv6;

/// <summary>Published ports of either family, and services that listen in one of them only.</summary>
[Requires("curl")]
public sealed class Ipv6PortTests() : LabFixture(
    "-6",
    "-p", "[::1]:8080:80",
    "-p", "[::]:8081:80",
    "-p", "0.0.0.0:8081:80",
    "-p", "[::]:8086:86",
    "-p", "0.0.0.0:8086:86",
    "-p", "[::]:8084:84",
    "-p", "0.0.0.0:8084:84",
    "-p", "[::1]:8099:99",
    "-p", "[::]:5353:53/udp")
{
    private const string OtherHostAddress = "2001:db8:1::11";

    protected override void BeforeNetkit()
    {
        Ipv6Lab.Add(Lab);
        _ = Lab.Host.Ip($"address add {OtherHostAddress}/64 dev net0 nodad");
        _ = Keep(WebServer.Start(Lab.Box.Listen("::", 80)));
        _ = Keep(WebServer.Start(Lab.Box.Listen("0.0.0.0", 80)));
        _ = Keep(WebServer.Start(Lab.Box.Listen("::", 86)));
        _ = Keep(WebServer.Start(Lab.Box.Listen("0.0.0.0", 84)));
        _ = Keep(new UdpEcho(Lab.Box.Datagrams("0.0.0.0", 53)));
    }

    [Test]
    public void A_client_on_the_host_is_seen_as_the_gateway() =>
        Assert.That(Lab.Host.Run("curl", "-sS", "http://[::1]:8080/").Succeeded(), Does.StartWith($"[{Ipv6Lab.Gateway}]:"));

    [TestCase(Ipv6Lab.HostAddress, $"[{Ipv6Lab.FarAddress}]:")]
    [TestCase(Lab.HostAddress, $"{Lab.FarAddress}:")]
    public void A_client_of_another_host_is_seen_as_itself(string address, string seen) =>
        Assert.That(Lab.Far.Run("curl", "-sS", Url(address, 8081)).Succeeded(), Does.StartWith(seen));

    /// <summary>The gateway of the service's family stands for a client of the other.</summary>
    [TestCase(Lab.HostAddress, 8086, $"[{Ipv6Lab.Gateway}]:")]
    [TestCase(Ipv6Lab.HostAddress, 8086, $"[{Ipv6Lab.FarAddress}]:")]
    [TestCase(Ipv6Lab.HostAddress, 8084, $"{Lab.Gateway}:")]
    [TestCase(Lab.HostAddress, 8084, $"{Lab.FarAddress}:")]
    public void A_service_of_one_family_serves_clients_of_both(string address, int port, string seen) =>
        Assert.That(Lab.Far.Run("curl", "-sS", Url(address, port)).Succeeded(), Does.StartWith(seen));

    [Test]
    public void A_port_that_nobody_serves_in_either_family_is_closed_for_the_client()
    {
        Outcome curl = Lab.Host.Run("curl", "-sS", "--max-time", "5", "http://[::1]:8099/");
        Assert.That(curl.Status, Is.EqualTo(52).Or.EqualTo(56).Or.EqualTo(7), curl.ToString);
        Assert.That(curl.Took, Is.LessThan(TimeSpan.FromSeconds(2)));
        Netkit.WaitForNoFlows();
    }

    /// <summary>Of two addresses of the host the routing table would choose the same one always.</summary>
    [TestCase(Ipv6Lab.HostAddress)]
    [TestCase(OtherHostAddress)]
    public void A_datagram_port_answers_from_the_address_that_was_spoken_to(string address)
    {
        using Socket client = Lab.Far.Datagrams(Ipv6Lab.FarAddress, 0);
        IPEndPoint published = new(IPAddress.Parse(address), 5353);
        (byte[] received, IPEndPoint from) = UdpEcho.Exchange(client, published, "hello"u8.ToArray());
        Assert.That(received, Is.EqualTo("hello"u8.ToArray()));
        Assert.That(from, Is.EqualTo(published));
    }

    private static string Url(string address, int port) =>
        new UriBuilder("http", address, port).Uri.ToString();
}
