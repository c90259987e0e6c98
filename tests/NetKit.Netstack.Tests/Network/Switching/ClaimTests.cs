using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Switching;

/// <summary>Addresses that an endpoint takes by using them: its own until it goes, and never another's.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ClaimTests : SwitchFixture
{
    private static readonly Station Machine = Station.Of(5);
    private static readonly IpAddress ByHand = IpAddress.FromV4(172, 30, 0, 77);
    private static readonly IpAddress Private = new(0xFD00_0000_0000_0000, 0x1234_5678_9ABC_DEF0);

    private SwitchPort _port = null!;

    [SetUp]
    public void AddMachine() => _port = Switch.TryAdd(new SwitchPortOptions { Mac = Machine.Mac, Addresses = [Machine.Address], Claims = 2 })!;

    [Test]
    public void An_address_of_the_network_is_taken_by_sending_from_it()
    {
        Expect(_port, (Machine with { Address = ByHand }).Udp(Two.Mac, Two.Address), PortTwo);
        Expect(_port, Machine.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Udp, Station.UdpOf(1, 2), Private), PortTwo);

        Assert.That(_port.Claimed, Is.EqualTo(new[] { ByHand, Private }));
        Assert.That(Switch.IsTaken(ByHand), Is.True);
        byte[] question = One.Arp(new ArpHeader(ArpOperation.Request, One.Mac, One.Address, default, ByHand), MacAddress.Broadcast);
        Assert.That(Judge(PortOne, question).Action, Is.EqualTo(SwitchAction.Answer), "It can be asked for.");
    }

    [Test]
    public void Nobody_takes_what_somebody_has()
    {
        ExpectDrop(_port, (Machine with { Address = One.Address }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadSource);
        ExpectDrop(_port, (Machine with { Address = Gateway }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadSource);
        ExpectDrop(_port, (Machine with { Address = Service }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadSource);

        Expect(_port, (Machine with { Address = ByHand }).Udp(Two.Mac, Two.Address), PortTwo);
        SwitchPort other = Switch.TryAdd(new SwitchPortOptions { Mac = Stranger.Mac, Addresses = [Stranger.Address], Claims = 2 })!;
        ExpectDrop(other, (Stranger with { Address = ByHand }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadSource);
        Assert.That(Switch.TryAdd(new SwitchPortOptions { Mac = Station.Of(6).Mac, Addresses = [ByHand] }), Is.Null);
    }

    [TestCase("192.0.2.1")]
    [TestCase("172.30.0.0")]
    [TestCase("172.30.0.255")]
    [TestCase("255.255.255.255")]
    [TestCase("224.0.0.1")]
    public void Only_a_hosts_address_of_the_network_is_taken(string address)
    {
        Assert.That(IpAddress.TryParse(address, out IpAddress source), Is.True);
        ExpectDrop(_port, (Machine with { Address = source }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadSource);
    }

    [Test]
    public void Who_may_not_take_addresses_takes_none() =>
        ExpectDrop(PortOne, (One with { Address = ByHand }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadSource);

    [Test]
    public void One_too_many_ends_the_oldest()
    {
        for (byte last = 77; last < 80; last++)
        {
            Expect(_port, (Machine with { Address = IpAddress.FromV4(172, 30, 0, last) }).Udp(Two.Mac, Two.Address), PortTwo);
        }

        Assert.That(Switch.IsTaken(ByHand), Is.False);
        Assert.That(_port.Claimed, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_port_that_goes_gives_back_what_it_took()
    {
        Expect(_port, (Machine with { Address = ByHand }).Udp(Two.Mac, Two.Address), PortTwo);
        Switch.Remove(_port);

        Assert.That(Switch.IsTaken(ByHand), Is.False);
    }
}
