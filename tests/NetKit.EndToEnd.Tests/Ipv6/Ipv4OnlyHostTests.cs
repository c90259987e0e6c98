using System;
using System.Net.Sockets;
using NetKit.EndToEnd.Tests.Harness;
using NetKit.EndToEnd.Tests.Servers;
using NetKit.EndToEnd.Tests.Services;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Ipv6;

/// <summary>
/// A container with IPv6 on a host without. Names keep their AAAA records, which others may have a use for; connections to them
/// fail at once, so that clients turn to the other family (RFC 8305 §5).
/// </summary>
[Requires("curl")]
public sealed class Ipv4OnlyHostTests() : LabFixture("-6", "--host-loopback")
{
    private const int Port = 8080;

    protected override void BeforeNetkit()
    {
        Lab.Host.Sysctl("net.ipv6.conf.all.disable_ipv6", "1");
        _ = Keep(new DnsServer(Lab.Router, Lab.RouterAddress, 53, Lab.FarAddress));
        _ = Keep(WebServer.Start(Lab.Far.Listen(Lab.FarAddress, 80)));
        _ = Keep(WebServer.Start(Lab.Host.Listen("127.0.0.1", Port)));
    }

    [Test]
    public void A_name_with_both_addresses_is_reached_over_ipv4()
    {
        Outcome curl = Lab.Box.Run("curl", "-sS", "--max-time", "5", "http://web.test/");
        Assert.That(curl.Succeeded(), Does.StartWith($"{Lab.HostAddress}:"));
        Assert.That(curl.Took, Is.LessThan(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void A_connection_over_ipv6_fails_at_once()
    {
        SocketException error = Assert.Throws<SocketException>(() => Lab.Box.Connect("2001:db8::80", 80))!;
        Assert.That(error.SocketErrorCode, Is.EqualTo(SocketError.NetworkUnreachable));
    }

    [Test]
    [Requires("ping")]
    public void A_ping_over_ipv6_is_answered_by_an_error()
    {
        Outcome ping = Lab.Box.Run("ping", "-6", "-n", "-c", "1", "-W", "2", "2001:db8::80");
        Assert.That(ping.EndedWith(1).Output, Does.Contain($"From {Ipv6Lab.Gateway}").And.Contain("Destination unreachable"));
    }

    [TestCase("[fd00::2]")]
    [TestCase("host.netkit.internal")]
    public void The_hosts_loopback_is_reached_all_the_same(string host) =>
        Assert.That(Lab.Box.Run("curl", "-sS", $"http://{host}:8080/").Succeeded(), Does.StartWith("127.0.0.1:"));
}
