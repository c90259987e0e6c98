using System;
using System.Collections.Generic;
using NetKit.Netstack.Network;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Switching;

/// <summary>A switch with three endpoints, and frames as they send them.</summary>
internal abstract class SwitchFixture : IGatewayClaims
{
    protected static MacAddress Node => NodeOptions.UsualMac;

    protected static IpAddress Gateway { get; } = IpAddress.FromV4(172, 30, 0, 1);

    protected static IpAddress Service { get; } = IpAddress.FromV4(172, 30, 0, 3);

    protected static IpAddress GatewayV6 { get; } = new(0xFD00_0000_0000_0000, 0xFF);

    protected static Station One { get; } = Station.Of(1);

    protected static Station Two { get; } = Station.Of(2);

    protected static Station Stranger { get; } = Station.Of(9);

    protected FrameSwitch Switch { get; } = new(new SwitchOptions
    {
        NodeMac = Node,
        Gateway = Gateway,
        GatewayV6 = GatewayV6,
        Service = Service,
        Networks = [IpPrefix.Of(Gateway, 24), IpPrefix.Of(GatewayV6, 64)],
        Seed = 7,
        GroupBurst = 4,
        GroupRate = 10,
        LearnedCapacity = 3,
    });

    protected SwitchPort PortOne { get; private set; } = null!;

    protected SwitchPort PortTwo { get; private set; } = null!;

    protected Instant Now { get; set; } = Instant.FromMilliseconds(1000);

    /// <summary>What the node says is its own, in the order in which it was asked.</summary>
    protected Func<GatewayPacket, bool> Claim { get; set; } = static _ => false;

    protected List<GatewayPacket> Asked { get; } = [];

    [SetUp]
    public void AddEndpoints()
    {
        Switch.Claims = this;
        PortOne = Add(One);
        PortTwo = Add(Two);
    }

    public bool IsOfNode(in GatewayPacket packet)
    {
        Asked.Add(packet);
        return Claim(packet);
    }

    protected SwitchPort Add(Station station) =>
        Switch.TryAdd(new SwitchPortOptions { Mac = station.Mac, Addresses = [station.Address, station.AddressV6] })!;

    protected SwitchPort AddHost() => Switch.TryAdd(new SwitchPortOptions { Kind = SwitchPortKind.Host })!;

    protected SwitchPort AddOpen() => Switch.TryAdd(new SwitchPortOptions { Kind = SwitchPortKind.Open })!;

    protected SwitchVerdict Judge(SwitchPort from, byte[] frame) => Switch.Judge(Now, from, frame);

    protected void ExpectDrop(SwitchPort from, byte[] frame, SwitchDropReason reason)
    {
        long before = from.Counters.Drops(reason);
        Assert.That(Judge(from, frame), Is.EqualTo(new SwitchVerdict(SwitchAction.Drop, null, reason)));
        Assert.That(from.Counters.Drops(reason), Is.EqualTo(before + 1));
    }

    protected void Expect(SwitchPort from, byte[] frame, SwitchAction action) =>
        Assert.That(Judge(from, frame), Is.EqualTo(new SwitchVerdict(action, null, SwitchDropReason.None)));

    protected void Expect(SwitchPort from, byte[] frame, SwitchPort target) =>
        Assert.That(Judge(from, frame), Is.EqualTo(new SwitchVerdict(SwitchAction.ToPort, target, SwitchDropReason.None)));
}
