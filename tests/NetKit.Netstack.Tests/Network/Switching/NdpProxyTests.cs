using System;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Switching;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NdpProxyTests : SwitchFixture
{
    private static IpAddress Unspecified => default;

    private static IpAddress NodeLocal { get; } = IpAddress.LinkLocalV6(Node);

    [Test]
    public void A_solicitation_for_an_endpoint_is_answered_in_its_name_octet_for_octet()
    {
        Expect(PortOne, One.Solicits(Two.AddressV6), SwitchAction.Answer);
        Assert.That(Switch.Answer.ToArray(), Is.EqualTo(Octets.Of(
            "0242ac1e0001 0242ac1e0002 86dd 60000000 0020 3a ff fd000000000000000000000000000002 fd000000000000000000000000000001"
            + "88 00 7039 60000000 fd000000000000000000000000000002 02 01 0242ac1e0002")));
        Assert.That(AnswerIsValid(), Is.True, "The checksum is right.");
    }

    [Test]
    public void A_link_local_address_that_is_made_of_the_link_address_is_known_too()
    {
        Expect(PortOne, One.Solicits(IpAddress.LinkLocalV6(Two.Mac), IpAddress.LinkLocalV6(One.Mac)), SwitchAction.Answer);
        Assert.That(MacAddress.Read(Switch.Answer[6..]), Is.EqualTo(Two.Mac));
    }

    [Test]
    public void A_poll_of_one_neighbour_is_answered_too() =>
        Expect(PortOne, One.Solicits(Two.AddressV6, to: Two.Mac), SwitchAction.Answer);

    [Test]
    public void A_solicitation_for_the_node_is_for_the_node()
    {
        Expect(PortOne, One.Solicits(GatewayV6), SwitchAction.ToNode);
        Expect(PortOne, One.Solicits(GatewayV6, to: Node), SwitchAction.ToNode);
        Expect(PortOne, One.Solicits(NodeLocal, IpAddress.LinkLocalV6(One.Mac)), SwitchAction.ToNode);
    }

    [Test]
    public void A_probe_hears_of_the_owner_with_everybody_and_one_for_the_own_address_hears_nothing()
    {
        Expect(PortOne, One.Solicits(Two.AddressV6, Unspecified), SwitchAction.Answer);
        Assert.That(MacAddress.Read(Switch.Answer), Is.EqualTo(MacAddress.OfGroup(IpAddress.AllNodesV6)));
        Assert.That(AnswerIsValid(), Is.True);
        ExpectDrop(PortOne, One.Solicits(One.AddressV6, Unspecified), SwitchDropReason.Unanswered);
        ExpectDrop(PortOne, One.Solicits(IpAddress.LinkLocalV6(One.Mac), Unspecified), SwitchDropReason.Unanswered);
        ExpectDrop(PortOne, One.Solicits(Stranger.AddressV6), SwitchDropReason.Unanswered);
    }

    [Test]
    public void Only_endpoints_know_of_link_local_addresses_that_they_chose()
    {
        IpAddress chosen = new(0xFE80_0000_0000_0000, 0x1234);
        for (int i = 0; i < 4; i++)
        {
            Expect(PortOne, One.Solicits(chosen), SwitchAction.ToPorts);
        }

        ExpectDrop(PortOne, One.Solicits(chosen), SwitchDropReason.TooManyToGroup);
        Expect(PortTwo, Two.Ipv6(One.Mac, One.AddressV6, IpProtocol.Udp, Station.UdpOf(1, 2), chosen), PortOne);
        Expect(PortOne, One.Solicits(chosen, to: Two.Mac), PortTwo);
    }

    [Test]
    public void Only_the_own_addresses_can_be_claimed()
    {
        IpAddress[] others = [Two.AddressV6, GatewayV6, NodeLocal, IpAddress.LinkLocalV6(Two.Mac), Stranger.AddressV6];
        foreach (IpAddress other in others)
        {
            ExpectDrop(PortOne, One.Solicits(Two.AddressV6, other), SwitchDropReason.BadSource);
            ExpectDrop(PortOne, One.Ipv6(Node, Stranger.AddressV6, IpProtocol.Udp, Station.UdpOf(1, 2), other), SwitchDropReason.BadSource);
        }

        ExpectDrop(PortOne, One.Ipv6(Node, Stranger.AddressV6, IpProtocol.Udp, Station.UdpOf(1, 2), Unspecified), SwitchDropReason.BadSource);
        ExpectDrop(PortOne, One.Solicits(Two.AddressV6, says: Two.Mac), SwitchDropReason.BadSource);
    }

    [Test]
    public void What_has_come_through_a_router_or_is_cut_short_is_malformed()
    {
        byte[] routed = One.Solicits(Two.AddressV6);
        routed[EthernetHeader.Length + 7] = 254;
        ExpectDrop(PortOne, routed, SwitchDropReason.Malformed);
        ExpectDrop(PortOne, One.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Icmpv6, [135, 0, 0, 0, 0, 0, 0, 0, 1]), SwitchDropReason.Malformed);
    }

    [Test]
    public void Where_stations_are_unknown_one_of_them_may_have_the_address()
    {
        SwitchPort open = AddOpen();
        Expect(PortOne, One.Solicits(Stranger.AddressV6), SwitchAction.ToOpenPorts);
        Expect(open, Stranger.Solicits(Two.AddressV6), SwitchAction.Answer);
        ExpectDrop(open, Stranger.Solicits(Two.AddressV6, GatewayV6), SwitchDropReason.BadSource);
    }

    [Test]
    public void The_nodes_own_solicitation_reaches_the_owner()
    {
        Station node = new(Node, Gateway, GatewayV6);
        Assert.That(Switch.JudgeFromNode(Now, node.Solicits(Two.AddressV6)), Is.EqualTo(new SwitchVerdict(SwitchAction.ToPort, PortTwo, SwitchDropReason.None)));
        Assert.That(Switch.JudgeFromNode(Now, node.Solicits(Stranger.AddressV6)).Reason, Is.EqualTo(SwitchDropReason.Unanswered));
        IpAddress chosen = new(0xFE80_0000_0000_0000, 0x1234);
        Assert.That(Switch.JudgeFromNode(Now, node.Solicits(chosen, NodeLocal)).Action, Is.EqualTo(SwitchAction.ToPorts));
    }

    [Test]
    public void A_newcomer_is_announced_to_all_nodes()
    {
        ReadOnlySpan<byte> frame = Switch.Announce(PortTwo, Two.AddressV6);
        Assert.That(MacAddress.Read(frame), Is.EqualTo(MacAddress.OfGroup(IpAddress.AllNodesV6)));
        Assert.That(MacAddress.Read(frame[6..]), Is.EqualTo(Two.Mac));
        _ = Icmpv6View.TryCreate(frame[54..], out Icmpv6View message);
        Assert.That(NeighborAdvertisement.TryParse(message, out NeighborAdvertisement said), Is.EqualTo(WireError.None));
        Assert.That(said, Is.EqualTo(new NeighborAdvertisement(Two.AddressV6, Two.Mac, IsRouter: false, IsSolicited: false, Overrides: true)));
    }

    [Test]
    public void Who_has_left_is_not_answered_for()
    {
        Switch.Remove(PortTwo);
        ExpectDrop(PortOne, One.Solicits(Two.AddressV6), SwitchDropReason.Unanswered);
        Expect(PortOne, One.Solicits(IpAddress.LinkLocalV6(Two.Mac)), SwitchAction.ToPorts);
        Assert.That(Add(Two), Is.Not.Null);
    }

    private bool AnswerIsValid()
    {
        _ = Ipv6View.TryCreate(Switch.Answer[EthernetHeader.Length..], out Ipv6View packet);
        _ = Icmpv6View.TryCreate(packet.Payload, out Icmpv6View message);
        return message.ChecksumIsValid(InternetSum.PseudoHeader(packet.Source, packet.Destination, IpProtocol.Icmpv6, packet.Payload.Length));
    }
}
