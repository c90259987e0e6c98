using NetKit.Forwarding.Endpoints;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Endpoints;

/// <summary>Ports of the gateway that lead to sockets: for whom, and at which address.</summary>
public sealed class GatewayPortTests
{
    private const ushort Port = 2375;

    private static IpAddress One => IpAddress.FromV4(10, 0, 2, 11);

    private static IpAddress Two => IpAddress.FromV4(10, 0, 2, 12);

    private static SocketEndpoint Gateway => new(IpAddress.FromV4(10, 0, 2, 2), Port);

    [Test]
    public void On_a_network_of_many_it_is_for_one()
    {
        HostAccess access = new(new NetworkSettings { IsShared = true });
        Assert.That(access.TryAddSocket(new SocketEndpoint(One, Port), "/one"), Is.True);
        Assert.That(access.TryAddSocket(new SocketEndpoint(Two, Port), "/two"), Is.True);
        Assert.That(access.TryAddSocket(new SocketEndpoint(One, Port), "/three"), Is.False);
        Assert.That(access.SocketAt(Gateway, One), Is.EqualTo("/one"));
        Assert.That(access.SocketAt(Gateway, Two), Is.EqualTo("/two"));
        access.RemoveSocket(new SocketEndpoint(One, Port));
        Assert.That(access.SocketAt(Gateway, One), Is.Null);
        Assert.That(access.SocketAt(Gateway, Two), Is.EqualTo("/two"));
    }

    [Test]
    public void A_container_alone_has_it_whatever_its_address_and_family()
    {
        Assert.That(IpPrefix.TryParse("fd00::/64", out IpPrefix prefix), Is.True);
        Assert.That(IpAddress.TryParse("fd00::2", out IpAddress gateway), Is.True);
        Assert.That(IpAddress.TryParse("fd00::64", out IpAddress container), Is.True);
        HostAccess access = new(new NetworkSettings().WithIpv6(prefix));
        Assert.That(access.TryAddSocket(new SocketEndpoint(One, Port), "/one"), Is.True);
        Assert.That(access.SocketAt(Gateway, Two), Is.EqualTo("/one"));
        Assert.That(access.SocketAt(new SocketEndpoint(gateway, Port), container), Is.EqualTo("/one"));
    }

    [Test]
    public void On_a_network_of_many_the_other_family_leads_there_too()
    {
        Assert.That(IpPrefix.TryParse("fd00::/64", out IpPrefix prefix), Is.True);
        Assert.That(IpAddress.TryParse("fd00::2", out IpAddress gateway), Is.True);
        Assert.That(IpAddress.TryParse("fd00::64", out IpAddress twin), Is.True);
        Assert.That(IpAddress.TryParse("fd00::65", out IpAddress stranger), Is.True);
        HostAccess access = new(new NetworkSettings { IsShared = true }.WithIpv6(prefix));
        access.Twins = access.Twins.SetItem(twin, One);
        Assert.That(access.TryAddSocket(new SocketEndpoint(One, Port), "/one"), Is.True);
        Assert.That(access.SocketAt(new SocketEndpoint(gateway, Port), twin), Is.EqualTo("/one"));
        Assert.That(access.SocketAt(new SocketEndpoint(gateway, Port), stranger), Is.Null);
    }

    [Test]
    public void No_other_port_and_no_other_address_leads_there()
    {
        HostAccess access = new(new NetworkSettings());
        Assert.That(access.SocketAt(Gateway, One), Is.Null);
        Assert.That(access.TryAddSocket(new SocketEndpoint(One, Port), "/one"), Is.True);
        Assert.That(access.SocketAt(Gateway with { Port = Port + 1 }, One), Is.Null);
        Assert.That(access.SocketAt(Gateway with { Address = IpAddress.FromV4(10, 0, 2, 3) }, One), Is.Null, "the name server");
        Assert.That(access.SocketAt(Gateway with { Address = IpAddress.FromV4(192, 0, 2, 1) }, One), Is.Null);
    }
}
