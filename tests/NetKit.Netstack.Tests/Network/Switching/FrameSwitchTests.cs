using System;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Switching;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FrameSwitchTests : SwitchFixture
{
    private static IpAddress Elsewhere { get; } = IpAddress.FromV4(192, 0, 2, 1);

    [Test]
    public void Endpoints_reach_each_other_and_the_node()
    {
        Expect(PortOne, One.Udp(Two.Mac, Two.Address), PortTwo);
        Expect(PortTwo, Two.Ipv6(One.Mac, One.AddressV6, IpProtocol.Udp, Station.UdpOf(1, 2)), PortOne);
        Expect(PortOne, One.Udp(Node, Elsewhere), SwitchAction.ToNode);
        Expect(PortOne, One.Udp(Node, Gateway), SwitchAction.ToNode);
        Assert.That(Asked, Is.Empty, "Without a port of the host's the gateway is the node alone.");
    }

    [Test]
    public void A_frame_for_nobody_goes_nowhere()
    {
        ExpectDrop(PortOne, One.Udp(Stranger.Mac, Stranger.Address), SwitchDropReason.UnknownDestination);
        ExpectDrop(PortOne, One.Udp(One.Mac, One.Address), SwitchDropReason.Hairpin);
        Assert.That(Switch.JudgeFromNode(Now, Two.Udp(Stranger.Mac, Stranger.Address)).Reason, Is.EqualTo(SwitchDropReason.UnknownDestination));
    }

    [Test]
    public void Nobody_speaks_for_another()
    {
        ExpectDrop(PortOne, Two.Udp(Node, Elsewhere), SwitchDropReason.BadMac);
        ExpectDrop(PortOne, (One with { Address = Two.Address }).Udp(Node, Elsewhere), SwitchDropReason.BadSource);
        ExpectDrop(PortOne, (One with { Address = Gateway }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadSource);
        ExpectDrop(PortOne, (One with { Address = IpAddress.AnyV4 }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadSource);
        ExpectDrop(PortOne, One.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Udp, Station.UdpOf(1, 2), Two.AddressV6), SwitchDropReason.BadSource);
        ExpectDrop(PortOne, One.Frame(Two.Mac, EtherType.Vlan, new byte[46]), SwitchDropReason.UnknownProtocol);
    }

    [Test]
    public void Every_truncation_is_malformed_or_understood()
    {
        byte[] frame = One.Tcp(Two.Mac, Two.Address, 1, 2, TcpFlags.Syn);
        for (int length = 0; length < EthernetHeader.Length + Ipv4Header.MinimumLength + TcpHeader.MinimumLength; length++)
        {
            Assert.That(Judge(PortOne, frame[..length]).Reason, Is.EqualTo(SwitchDropReason.Malformed), $"{length} octets");
        }
    }

    [Test]
    public void An_address_has_one_owner()
    {
        Assert.That(Switch.TryAdd(new SwitchPortOptions { Mac = One.Mac, Addresses = [Stranger.Address] }), Is.Null);
        Assert.That(Switch.TryAdd(new SwitchPortOptions { Mac = Stranger.Mac, Addresses = [One.Address] }), Is.Null);
        Assert.That(Switch.TryAdd(new SwitchPortOptions { Mac = Stranger.Mac, Addresses = [Gateway] }), Is.Null);
        Assert.That(Switch.TryAdd(new SwitchPortOptions { Mac = Node }), Is.Null);
        Assert.That(Switch.TryAdd(new SwitchPortOptions { Mac = MacAddress.Broadcast }), Is.Null);
    }

    [Test]
    public void A_port_that_left_is_unknown_and_its_addresses_are_free()
    {
        Expect(PortOne, One.Udp(Two.Mac, Two.Address), PortTwo);
        Switch.Remove(PortTwo);
        ExpectDrop(PortOne, One.Udp(Two.Mac, Two.Address), SwitchDropReason.UnknownDestination);
        ExpectDrop(PortOne, One.Asks(Two.Address), SwitchDropReason.Unanswered);
        SwitchPort again = Add(Two);
        Expect(PortOne, One.Udp(Two.Mac, Two.Address), again);
    }

    [Test]
    public void Frames_in_are_forwarded_or_dropped_and_counted_once()
    {
        _ = Judge(PortOne, One.Udp(Two.Mac, Two.Address));
        _ = Judge(PortOne, One.Asks(Two.Address));
        _ = Judge(PortOne, One.Udp(Stranger.Mac, Stranger.Address));
        _ = Judge(PortOne, []);
        SwitchPortCounters counters = PortOne.Counters;
        Assert.That((counters.FramesIn, counters.Forwarded, counters.TotalDrops), Is.EqualTo((4, 2, 2)));
    }

    [Test]
    public void Stations_behind_an_open_port_are_learned_and_flooded_until_then()
    {
        SwitchPort open = AddOpen();
        Expect(PortOne, One.Udp(Stranger.Mac, Stranger.Address), SwitchAction.ToOpenPorts);
        Expect(PortOne, One.Asks(Stranger.Address), SwitchAction.ToOpenPorts);
        Expect(open, Stranger.Udp(One.Mac, One.Address), PortOne);
        Expect(PortOne, One.Udp(Stranger.Mac, Stranger.Address), open);
        Now += TimeSpan.FromMinutes(5);
        Expect(PortOne, One.Udp(Stranger.Mac, Stranger.Address), SwitchAction.ToOpenPorts);
    }

    [Test]
    public void What_is_registered_is_not_learned_elsewhere()
    {
        SwitchPort open = AddOpen();
        ExpectDrop(open, One.Udp(Two.Mac, Two.Address), SwitchDropReason.BadMac);
        ExpectDrop(open, (Stranger with { Address = One.Address }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadSource);
        ExpectDrop(open, (Stranger with { Mac = Node }).Udp(Two.Mac, Two.Address), SwitchDropReason.BadMac);
        Expect(PortTwo, Two.Udp(One.Mac, One.Address), PortOne);
    }

    [Test]
    public void Learning_is_bounded_and_forgets_who_was_quiet_for_longest()
    {
        SwitchPort open = AddOpen();
        for (byte number = 100; number < 120; number++)
        {
            _ = Judge(open, Station.Of(number).Udp(One.Mac, One.Address));
        }

        Assert.That(Switch.LearnedCount, Is.EqualTo(3));
        Expect(PortOne, One.Udp(Station.Of(119).Mac, Elsewhere), open);
        Expect(PortOne, One.Udp(Station.Of(100).Mac, Elsewhere), SwitchAction.ToOpenPorts);
        Switch.Remove(open);
        Assert.That(Switch.LearnedCount, Is.Zero);
    }

    [Test]
    public void Judging_allocates_nothing()
    {
        SwitchPort host = AddHost();
        byte[][] frames = [One.Udp(Two.Mac, Two.Address), One.Udp(Node, Elsewhere), One.Asks(Two.Address), One.Tcp(Node, Gateway, 1, 2, TcpFlags.Ack)];
        Claim = static _ => true;
        Asked.Capacity = 10_000;
        using QuietHeap quiet = new();
        long before = 0;
        for (int i = 0; i < 1_000; i++)
        {
            before = i == 10 ? GC.GetAllocatedBytesForCurrentThread() : before;
            foreach (byte[] frame in frames)
            {
                _ = Switch.Judge(Now, PortOne, frame);
            }
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(host.Counters.FramesIn, Is.Zero);
    }
}
