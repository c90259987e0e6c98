using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Switching;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ArpProxyTests : SwitchFixture
{
    [Test]
    public void A_request_for_an_endpoint_is_answered_in_its_name_octet_for_octet()
    {
        Expect(PortOne, One.Asks(Two.Address), SwitchAction.Answer);
        Assert.That(Switch.Answer.ToArray(), Is.EqualTo(Octets.Of(
            "0242ac1e0001 0242ac1e0002 0806 0001 0800 06 04 0002 0242ac1e0002 ac1e000c 0242ac1e0001 ac1e000b")));
    }

    [Test]
    public void A_poll_of_one_neighbour_is_answered_too() =>
        Expect(PortOne, One.Asks(Two.Address, to: Two.Mac), SwitchAction.Answer);

    [Test]
    public void A_request_for_the_node_is_for_the_node()
    {
        Expect(PortOne, One.Asks(Gateway), SwitchAction.ToNode);
        Expect(PortOne, One.Asks(Service), SwitchAction.ToNode);
    }

    [Test]
    public void A_probe_hears_of_the_owner_and_a_probe_for_the_own_address_hears_nothing()
    {
        Expect(PortOne, One.Asks(Two.Address, sender: IpAddress.AnyV4), SwitchAction.Answer);
        ExpectDrop(PortOne, One.Asks(One.Address, sender: IpAddress.AnyV4), SwitchDropReason.Unanswered);
        ExpectDrop(PortOne, One.Asks(Stranger.Address), SwitchDropReason.Unanswered);
    }

    [Test]
    public void Only_the_own_address_can_be_claimed()
    {
        ExpectDrop(PortOne, One.Asks(Two.Address, sender: Two.Address), SwitchDropReason.BadSource);
        ExpectDrop(PortOne, One.Asks(Two.Address, sender: Gateway), SwitchDropReason.BadSource);
        ExpectDrop(PortOne, (One with { Address = Gateway }).Answers(Two), SwitchDropReason.BadSource);
        ArpHeader forged = new(ArpOperation.Reply, Two.Mac, One.Address, Two.Mac, Two.Address);
        ExpectDrop(PortOne, One.Arp(forged, Two.Mac), SwitchDropReason.BadSource);
        ExpectDrop(PortOne, One.Frame(MacAddress.Broadcast, EtherType.Arp, new byte[27]), SwitchDropReason.Malformed);
    }

    [Test]
    public void An_announcement_goes_to_all_and_an_answer_to_one()
    {
        Expect(PortOne, One.Asks(One.Address), SwitchAction.ToAll);
        Expect(PortOne, One.Answers(Two), PortTwo);
    }

    [Test]
    public void What_the_node_asks_goes_to_the_one_who_knows()
    {
        byte[] request = (One with { Mac = Node, Address = Gateway }).Asks(Two.Address);
        Assert.That(Switch.JudgeFromNode(Now, request).Target, Is.SameAs(PortTwo));
        byte[] other = (One with { Mac = Node, Address = Gateway }).Asks(Stranger.Address);
        Assert.That(Switch.JudgeFromNode(Now, other).Reason, Is.EqualTo(SwitchDropReason.Unanswered));
        _ = AddOpen();
        Assert.That(Switch.JudgeFromNode(Now, other).Action, Is.EqualTo(SwitchAction.ToOpenPorts));
    }

    [Test]
    public void The_switch_announces_a_newcomer()
    {
        Assert.That(Switch.Announce(PortOne, One.Address).ToArray(), Is.EqualTo(Octets.Of(
            "ffffffffffff 0242ac1e0001 0806 0001 0800 06 04 0001 0242ac1e0001 ac1e000b 000000000000 ac1e000b")));
    }
}
