using System.Collections.Generic;
using NetKit.Links.Host;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Links.Tests.Host;

public sealed class RouteConflictsTests
{
    // As /proc/net/route has it: a default route, a LAN, docker0, and a VPN that takes half of everything.
    private const string Routes =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
        + "eth0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
        + "eth0\t0002A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
        + "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
        + "tun0\t000012AC\t00000000\t0001\t0\t0\t0\t0000FEFF\t0\t0\t0\n"
        + "tun0\t00000080\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0\n"
        + "broken line\n";

    // As /proc/net/ipv6_route has it: a network, a default route, a VPN that takes the Internet, and what every interface has.
    private const string RoutesV6 =
        "fd000077000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001    blue0\n"
        + "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth0\n"
        + "20000000000000000000000000000000 03 00000000000000000000000000000000 00 00000000000000000000000000000000 00000400 00000001 00000000 00000001     tun0\n"
        + "fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0\n"
        + "ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0\n"
        + "broken line\n";

    [TestCase("172.17.5.0/24", "docker0")]
    [TestCase("172.16.0.0/12", "docker0")]
    [TestCase("192.168.0.0/16", "eth0")]
    [TestCase("172.19.0.0/16", "tun0")]
    public void An_overlap_in_either_direction_is_a_conflict(string network, string interfaceName)
    {
        IReadOnlyList<RouteConflict> conflicts = RouteConflicts.Find(Prefix(network), Routes);
        Assert.That(conflicts, Is.Not.Empty);
        Assert.That(conflicts[0].InterfaceName, Is.EqualTo(interfaceName));
    }

    [Test]
    public void A_network_that_only_the_default_route_covers_is_free()
    {
        Assert.That(RouteConflicts.Find(Prefix("10.0.0.0/8"), Routes), Is.Empty);
        Assert.That(RouteConflicts.Find(Prefix("10.0.0.0/8"), string.Empty), Is.Empty);
    }

    [TestCase("fd00:77::/64", "blue0")]
    [TestCase("fd00::/16", "blue0")]
    [TestCase("fd00:77::5/128", "blue0")]
    public void An_overlap_of_IPv6_networks_is_a_conflict_too(string network, string interfaceName)
    {
        IReadOnlyList<RouteConflict> conflicts = RouteConflicts.FindV6(Prefix(network), RoutesV6);
        Assert.That(conflicts, Is.Not.Empty);
        Assert.That(conflicts[0].InterfaceName, Is.EqualTo(interfaceName));
    }

    [TestCase("fd00:78::/64")]
    [TestCase("2001:db8::/64")]
    public void An_IPv6_network_that_only_the_default_route_covers_is_free(string network)
    {
        Assert.That(RouteConflicts.FindV6(Prefix(network), RoutesV6), Is.Empty);
        Assert.That(RouteConflicts.FindV6(Prefix(network), string.Empty), Is.Empty);
    }

    [Test]
    public void The_next_pool_avoids_routes_and_networks()
    {
        Assert.That(RouteConflicts.NextFreePool([], string.Empty), Is.EqualTo(Prefix("172.17.0.0/16")));
        Assert.That(RouteConflicts.NextFreePool([], Routes), Is.EqualTo(Prefix("172.20.0.0/16")));
        Assert.That(RouteConflicts.NextFreePool([Prefix("172.20.3.0/24")], Routes), Is.EqualTo(Prefix("172.21.0.0/16")));
        Assert.That(RouteConflicts.NextFreePool([Prefix("172.16.0.0/12")], Routes), Is.EqualTo(Prefix("192.168.16.0/20")));
        Assert.That(RouteConflicts.NextFreePool([Prefix("0.0.0.0/0")], Routes), Is.Null);
    }

    [Test]
    public void A_conflict_reads_as_a_sentence_goes_on() =>
        Assert.That(new RouteConflict(Prefix("172.17.0.0/16"), "docker0").ToString(), Is.EqualTo("a route to 172.17.0.0/16 through docker0"));

    private static IpPrefix Prefix(string text)
    {
        Assert.That(IpPrefix.TryParse(text, out IpPrefix prefix), Is.True);
        return prefix;
    }
}
