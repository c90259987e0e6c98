using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Switching;

/// <summary>The gateway's IPv6 address is the node's and the host's, too.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HostPortV6Tests : SwitchFixture
{
    private static Station Host { get; } = new(Node, Gateway, GatewayV6);

    [Test]
    public void The_host_reaches_endpoints_with_the_gateways_address_and_no_other()
    {
        SwitchPort host = AddHost();
        Expect(host, Udp(Host, One.Mac, One.AddressV6, 6000, 7000), PortOne);
        Expect(host, Host.Solicits(One.AddressV6), SwitchAction.Answer);
        Expect(host, Host.Solicits(One.AddressV6, to: One.Mac), SwitchAction.Answer);
        Expect(host, Udp(Host, MacAddress.OfGroup(IpAddress.AllNodesV6), IpAddress.AllNodesV6, 1, 2), SwitchAction.ToPorts);
        ExpectDrop(host, Host.Solicits(GatewayV6), SwitchDropReason.Hairpin);
        ExpectDrop(host, Udp(Host, Node, GatewayV6, 1, 2), SwitchDropReason.Hairpin);
        foreach (IpAddress other in (IpAddress[])[One.AddressV6, IpAddress.LinkLocalV6(Node), default])
        {
            ExpectDrop(host, Host.Ipv6(One.Mac, One.AddressV6, IpProtocol.Udp, Station.UdpOf(1, 2), other), SwitchDropReason.BadSource);
        }
    }

    [Test]
    public void What_the_node_does_not_claim_is_the_hosts()
    {
        SwitchPort host = AddHost();
        Claim = static packet => packet.DestinationPort == 53;
        Expect(PortOne, Udp(One, Node, GatewayV6, 5000, 53), SwitchAction.ToNode);
        Expect(PortOne, Udp(One, Node, GatewayV6, 5000, 8000), host);
        Expect(PortOne, One.Ipv6(Node, GatewayV6, IpProtocol.Icmpv6, [129, 0, 0, 0, 0, 0, 0, 0]), host);
        Expect(PortOne, Udp(One, Node, new IpAddress(0x2001_0DB8_0000_0000, 1), 5000, 8000), SwitchAction.ToNode);
        Assert.That(Asked, Is.EqualTo((GatewayPacket[])
        [
            new(IpProtocol.Udp, One.AddressV6, 5000, 53, false, false),
            new(IpProtocol.Udp, One.AddressV6, 5000, 8000, false, false),
            new(IpProtocol.Icmpv6, One.AddressV6, 129, 0, false, false),
        ]));
    }

    [Test]
    public void An_answer_to_the_host_is_known_as_one()
    {
        SwitchPort host = AddHost();
        _ = Judge(host, Udp(Host, One.Mac, One.AddressV6, 53, 5000));
        _ = Judge(PortOne, Udp(One, Node, GatewayV6, 5000, 53));
        _ = Judge(PortTwo, Udp(Two, Node, GatewayV6, 5000, 53));
        Assert.That(Asked.ConvertAll(static packet => packet.IsHostFlow), Is.EqualTo((bool[])[true, false]));
        Assert.That(Switch.HostFlows.Contains(IpProtocol.Udp, 53, One.AddressV6, 5000), Is.True);
        Assert.That(Switch.HostFlows.Contains(IpProtocol.Udp, 53, One.Address, 5000), Is.False);
    }

    private static byte[] Udp(Station from, MacAddress to, IpAddress destination, ushort sourcePort, ushort port) =>
        from.Ipv6(to, destination, IpProtocol.Udp, Station.UdpOf(sourcePort, port));
}
