using System;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Switching;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GroupTests : SwitchFixture
{
    private static IpAddress Mdns { get; } = IpAddress.FromV4(224, 0, 0, 251);

    private static IpAddress AllNodes { get; } = new(0xFF02_0000_0000_0000, 1);

    [Test]
    public void A_group_is_for_all_ports()
    {
        Expect(PortOne, One.Udp(MacAddress.OfGroup(Mdns), Mdns), SwitchAction.ToPorts);
        Expect(PortOne, One.Udp(MacAddress.Broadcast, IpAddress.BroadcastV4), SwitchAction.ToPorts);
        Expect(PortOne, One.Ipv6(MacAddress.OfGroup(AllNodes), AllNodes, IpProtocol.Udp, Station.UdpOf(1, 2)), SwitchAction.ToAll);
    }

    [Test]
    public void A_port_sends_no_more_to_all_than_its_share()
    {
        byte[] frame = One.Udp(MacAddress.Broadcast, IpAddress.BroadcastV4);
        for (int i = 0; i < 4; i++)
        {
            Expect(PortOne, frame, SwitchAction.ToPorts);
        }

        ExpectDrop(PortOne, frame, SwitchDropReason.TooManyToGroup);
        Expect(PortTwo, Two.Udp(MacAddress.Broadcast, IpAddress.BroadcastV4), SwitchAction.ToPorts);
        Now += TimeSpan.FromMilliseconds(100);
        Expect(PortOne, frame, SwitchAction.ToPorts);
        ExpectDrop(PortOne, frame, SwitchDropReason.TooManyToGroup);
    }

    [Test]
    public void A_client_without_an_address_is_heard_by_the_node_alone()
    {
        Station fresh = One with { Address = IpAddress.AnyV4 };
        for (int i = 0; i < 10; i++)
        {
            Expect(PortOne, fresh.Udp(MacAddress.Broadcast, IpAddress.BroadcastV4, 68, 67), SwitchAction.ToNode);
        }

        ExpectDrop(PortOne, fresh.Udp(MacAddress.Broadcast, IpAddress.BroadcastV4, 68, 99), SwitchDropReason.BadSource);
    }

    [Test]
    public void Who_asks_for_an_IPv6_address_or_a_router_is_heard_by_the_node_alone()
    {
        IpAddress local = IpAddress.LinkLocalV6(One.Mac);
        IpAddress servers = new(0xFF02_0000_0000_0000, 0x1_0002);
        for (int i = 0; i < 10; i++)
        {
            Expect(PortOne, One.Ipv6(MacAddress.OfGroup(servers), servers, IpProtocol.Udp, Station.UdpOf(546, 547), local), SwitchAction.ToNode);
            Expect(PortOne, One.Ipv6(MacAddress.OfGroup(AllNodes), AllNodes, IpProtocol.Icmpv6, [(byte)Icmpv6Type.RouterSolicitation, 0, 0, 0]), SwitchAction.ToNode);
        }
    }

    [Test]
    public void Nobody_but_the_node_is_a_router_or_gives_out_addresses()
    {
        ExpectDrop(PortOne, One.Udp(MacAddress.Broadcast, IpAddress.BroadcastV4, 67, 68), SwitchDropReason.Rogue);
        IpAddress local = new(0xFE80_0000_0000_0000, 1);
        byte[] answer = One.Ipv6(Two.Mac, IpAddress.LinkLocalV6(Two.Mac), IpProtocol.Udp, Station.UdpOf(547, 546), local);
        ExpectDrop(PortOne, answer, SwitchDropReason.Rogue);
        foreach (Icmpv6Type type in (Icmpv6Type[])[Icmpv6Type.RouterAdvertisement, Icmpv6Type.Redirect])
        {
            byte[] message = [(byte)type, 0, 0, 0, 0, 0, 0, 0];
            ExpectDrop(PortOne, One.Ipv6(MacAddress.OfGroup(AllNodes), AllNodes, IpProtocol.Icmpv6, message, local), SwitchDropReason.Rogue);
            ExpectDrop(PortOne, One.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Icmpv6, message, local), SwitchDropReason.Rogue);
        }
    }

    [Test]
    public void Nobody_advertises_what_is_anothers()
    {
        IpAddress nodeLocal = new(0xFE80_0000_0000_0000, 0x5894_EFFF_FE00_0001);
        IpAddress ownLocal = new(0xFE80_0000_0000_0000, 0x0042_ACFF_FE1E_0001);
        ExpectDrop(PortOne, One.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Udp, Station.UdpOf(1, 2), nodeLocal), SwitchDropReason.BadSource);
        foreach (IpAddress target in (IpAddress[])[nodeLocal, GatewayV6, Two.AddressV6, IpAddress.LinkLocalV6(Two.Mac)])
        {
            ExpectDrop(PortOne, One.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Icmpv6, Advertisement(target), ownLocal), SwitchDropReason.BadSource);
        }

        ExpectDrop(PortOne, One.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Icmpv6, Advertisement(ownLocal)[..20], ownLocal), SwitchDropReason.Malformed);
        Expect(PortOne, One.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Icmpv6, Advertisement(ownLocal), ownLocal), PortTwo);
        Expect(PortOne, One.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Icmpv6, Advertisement(One.AddressV6)), PortTwo);
    }

    [Test]
    public void What_the_node_says_to_all_goes_to_all_ports()
    {
        byte[] frame = (One with { Mac = Node }).Ipv6(MacAddress.OfGroup(AllNodes), AllNodes, IpProtocol.Icmpv6, new byte[8]);
        Assert.That(Switch.JudgeFromNode(Now, frame).Action, Is.EqualTo(SwitchAction.ToPorts));
    }

    private static byte[] Advertisement(IpAddress target)
    {
        byte[] message = new byte[24];
        message[0] = (byte)Icmpv6Type.NeighborAdvertisement;
        target.WriteV6(message.AsSpan(8));
        return message;
    }
}
