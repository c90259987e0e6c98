using System;
using NetKit.Forwarding.Endpoints;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Endpoints;

/// <summary>What leads where on the host, by family, and who the container sees.</summary>
public sealed class HostAccessTests
{
    private static readonly NetworkSettings Both =
        new NetworkSettings { HostLoopback = true }.WithIpv6(IpPrefix.Of(Address("fd00::"), 64));

    private static IpAddress Address(string text) =>
        IpAddress.TryParse(text, out IpAddress address) ? address : throw new ArgumentException(text);

    [TestCase("10.0.2.2", "127.0.0.1")]
    [TestCase("fd00::2", "::1")]
    [TestCase("192.0.2.1", "192.0.2.1")]
    [TestCase("2001:db8::1", "2001:db8::1")]
    public void A_destination_leads_to_the_hosts_loopback_of_its_family_or_to_itself(string destination, string expected)
    {
        HostAccess access = new(Both);
        Assert.That(access.TryMap(new SocketEndpoint(Address(destination), 80), out SocketEndpoint host));
        Assert.That(host, Is.EqualTo(new SocketEndpoint(Address(expected), 80)));
    }

    [TestCase("10.0.2.3")]
    [TestCase("fd00::3")]
    [TestCase("fe80::5894:efff:fe00:1")]
    public void The_nodes_other_addresses_lead_nowhere(string destination) =>
        Assert.That(new HostAccess(Both).TryMap(new SocketEndpoint(Address(destination), 80), out _), Is.False);

    [Test]
    public void The_hosts_loopback_is_closed_unless_it_was_opened()
    {
        HostAccess access = new(Both with { HostLoopback = false });
        Assert.That(access.TryMap(new SocketEndpoint(Address("fd00::2"), 80), out _), Is.False);
        Assert.That(access.TryMap(new SocketEndpoint(Address("10.0.2.2"), 80), out _), Is.False);
    }

    [Test]
    public void Without_IPv6_no_address_of_it_is_the_nodes()
    {
        HostAccess access = new(new NetworkSettings { DnsV6 = Address("fd00::3") });
        Assert.That(access.IsOfNode(Address("fd00::3")), Is.False);
        Assert.That(access.IsOfNode(Address("fe80::5894:efff:fe00:1")), Is.False);
        Assert.That(access.IsOfNode(Address("10.0.2.2")), Is.True);
    }

    [TestCase("127.0.0.1", "10.0.2.2")]
    [TestCase("::1", "fd00::2")]
    [TestCase("2001:db8::7", "2001:db8::7")]
    public void The_hosts_loopback_is_shown_as_the_gateway(string host, string shown) =>
        Assert.That(new HostAccess(Both).Shown(Address(host)), Is.EqualTo(Address(shown)));

    [TestCase("192.0.2.9", "192.0.2.1", "10.0.2.100", "192.0.2.9")]
    [TestCase("2001:db8::9", "2001:db8::1", "fd00::64", "2001:db8::9")]
    [TestCase("192.0.2.9", "192.0.2.1", "fd00::64", "fd00::2")]
    [TestCase("2001:db8::9", "2001:db8::1", "10.0.2.100", "10.0.2.2")]
    [TestCase("::1", "::1", "fd00::64", "fd00::2")]
    [TestCase("127.0.0.1", "127.0.0.1", "10.0.2.100", "10.0.2.2")]
    [TestCase("2001:db8::1", "2001:db8::1", "fd00::64", "fd00::2")]
    [TestCase("fe80::1", "fe80::2", "fd00::64", "fd00::2")]
    [TestCase("fd00::99", "2001:db8::1", "fd00::64", "fd00::2")]
    public void A_client_is_shown_as_itself_where_the_answer_comes_back(string peer, string local, string container, string shown) =>
        Assert.That(new HostAccess(Both).ShownClient(Address(peer), Address(local), Address(container)), Is.EqualTo(Address(shown)));

    [Test]
    public void A_network_gets_its_IPv6_addresses_numbered_like_the_others()
    {
        Assert.That(
            (Both.GatewayV6, Both.DnsV6, Both.AddressV6),
            Is.EqualTo(((IpAddress?)Address("fd00::2"), (IpAddress?)Address("fd00::3"), (IpAddress?)Address("fd00::64"))));
        Assert.That(new NetworkSettings { Dns = null }.WithIpv6(IpPrefix.Of(Address("fd00::"), 64)).DnsV6, Is.Null);
    }
}
