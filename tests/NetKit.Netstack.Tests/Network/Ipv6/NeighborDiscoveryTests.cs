using System;
using System.Linq;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>RFC 4861 §7: who is where, asked and told, and whether they are still there.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NeighborDiscoveryTests
{
    private readonly NodeBench _bench = new();

    private static UdpDatagram Datagram => new()
    {
        Source = NodeBench.Gateway,
        SourcePort = 53,
        Destination = NodeBench.Host,
        DestinationPort = 4000,
        TimeToLive = 64,
        Payload = "held"u8,
    };

    [TestCase("fd00::2")]
    [TestCase("fd00::3")]
    [TestCase("fe80::5894:efff:fe00:1")]
    public void A_question_for_an_address_of_the_node_is_answered(string text)
    {
        IpAddress target = NodeBench.Address(text);
        byte[] frame = _bench.Ask(Frames.Solicitation(NodeBench.Host, target, NodeBench.HostMac));
        NdpNeighborAdvertisementPacket answer =
            Frames.ReadIcmp(frame, target, NodeBench.Host).Extract<NdpNeighborAdvertisementPacket>();
        Assert.That((answer.Router, answer.Solicited, answer.Override), Is.EqualTo((true, true, true)));
        Assert.That(answer.TargetAddress, Is.EqualTo(target.ToIPAddress()));
        Assert.That(frame[^8..], Is.EqualTo(Octets.Of("0201 5a94ef000001")), "target link-layer address");
        Assert.That(frame[21], Is.EqualTo(255), "hop limit");
    }

    [Test]
    public void A_question_for_anybody_else_is_none_of_our_business()
    {
        _bench.Quietly(Frames.Solicitation(NodeBench.Host, NodeBench.Prefix.At(77), NodeBench.HostMac));
        _bench.Quietly(Frames.Solicitation(default, NodeBench.Host, null));
        Assert.That(_bench.Node.Counters.TotalDrops, Is.Zero);
        Assert.That(_bench.Node.Neighbors.Count, Is.Zero, "and teaches nothing");
    }

    [Test]
    public void Who_wants_an_address_of_the_node_is_told_that_it_is_taken()
    {
        byte[] frame = _bench.Ask(Frames.Solicitation(default, NodeBench.Gateway, null));
        NdpNeighborAdvertisementPacket answer = Frames
            .ReadIcmp(frame, NodeBench.Gateway, IpAddress.AllNodesV6, new MacAddress(0x3333_0000_0001))
            .Extract<NdpNeighborAdvertisementPacket>();
        Assert.That((answer.Solicited, answer.Override), Is.EqualTo((false, true)), "RFC 4861 §7.2.4");
    }

    [Test]
    public void A_question_without_a_link_address_is_answered_where_it_came_from()
    {
        byte[] frame = _bench.Ask(Frames.Solicitation(NodeBench.Host, NodeBench.Gateway, null));
        _ = Frames.ReadIcmp(frame, NodeBench.Gateway, NodeBench.Host);
        Assert.That(_bench.Node.Neighbors.Count, Is.Zero);
    }

    [Test]
    public void Who_claims_an_address_of_the_node_is_counted()
    {
        _bench.Refuses(Frames.Advertisement(NodeBench.Gateway, NodeBench.HostMac, false, true, IpAddress.AllNodesV6), DropReason.BadSource);
        byte[] message = new byte[32];
        new Netstack.Wire.Ndp.NeighborAdvertisement(NodeBench.Gateway, NodeBench.HostMac, false, false, true).Emit(message, default);
        _bench.Refuses(Frames.Icmp(NodeBench.Host, IpAddress.AllNodesV6, 255, message), DropReason.AddressConflict);
    }

    [Test]
    public void A_neighbour_is_asked_for_and_one_datagram_waits()
    {
        _bench.Node.SendUdp(Datagram, ref _bench.Device);
        byte[] question = _bench.Poll().Single();
        IpAddress group = NodeBench.Host.SolicitedNodeGroup;
        NdpNeighborSolicitationPacket asked = Frames
            .ReadIcmp(question, NodeBench.Gateway, group, MacAddress.OfGroup(group))
            .Extract<NdpNeighborSolicitationPacket>();
        Assert.That(asked.TargetAddress, Is.EqualTo(NodeBench.Host.ToIPAddress()));
        Assert.That(question[^8..], Is.EqualTo(Octets.Of("0101 5a94ef000001")), "source link-layer address");

        byte[] held = _bench.Ask(Frames.Advertisement(NodeBench.Host, NodeBench.HostMac, solicited: true, overrides: true));
        Assert.That(Frames.Read(held).Extract<UdpPacket>().PayloadData, Is.EqualTo("held"u8.ToArray()));
        Assert.That(_bench.Node.Counters.Unresolved, Is.EqualTo(1));
    }

    /// <summary>RFC 4861 §7.2.2. A host that knows the router from its advertisement has not said where it is itself.</summary>
    [Test]
    public void An_answer_to_a_ping_waits_too()
    {
        _bench.Node.SendEchoReply(NodeBench.Remote, NodeBench.Host, 7, 9, 60, "lost"u8, ref _bench.Device);
        _bench.Node.SendEchoReply(NodeBench.Remote, NodeBench.Host, 7, 10, 60, "held"u8, ref _bench.Device);
        _ = _bench.Poll().Single();
        byte[] held = _bench.Ask(Frames.Advertisement(NodeBench.Host, NodeBench.HostMac, solicited: true, overrides: true));
        _ = Frames.ReadIcmp(held, NodeBench.Remote, NodeBench.Host);
        Assert.That(held[^6..], Is.EqualTo((byte[])[0, 10, .. "held"u8]));
        _bench.Quietly(Frames.Advertisement(NodeBench.Host, NodeBench.HostMac, solicited: true, overrides: true));
    }

    [Test]
    public void An_error_waits_as_well()
    {
        QuotedUdp about = new(NodeBench.Host, 4000, NodeBench.Remote, 53, "what was sent"u8);
        _bench.Node.SendError(IcmpError.Of(NodeBench.Gateway, Icmpv6Header.Unreachable(Icmpv6UnreachableCode.Port)), about, ref _bench.Device);
        _ = _bench.Poll().Single();
        byte[] held = _bench.Ask(Frames.Advertisement(NodeBench.Host, NodeBench.HostMac, solicited: true, overrides: true));
        _ = Frames.ReadIcmp(held, NodeBench.Gateway, NodeBench.Host);
        Assert.That(held[^13..], Is.EqualTo("what was sent"u8.ToArray()));
    }

    [Test]
    public void A_link_local_neighbour_is_asked_from_a_link_local_address()
    {
        _bench.Node.SendUdp(Datagram.To(NodeBench.HostLinkLocal), ref _bench.Device);
        IpAddress group = NodeBench.HostLinkLocal.SolicitedNodeGroup;
        _ = Frames.ReadIcmp(_bench.Poll().Single(), NodeBench.NodeLinkLocal, group, MacAddress.OfGroup(group));
    }

    [Test]
    public void A_SYN_that_waited_for_its_neighbour_goes_at_once_when_that_is_known()
    {
        FlowKey key = new(NodeBench.Remote, 1000, NodeBench.Host, 80);
        Assert.That(_bench.Node.Tcp.Connect(_bench.Now, key), Is.Not.Null);
        Assert.That(Frames.Head(_bench.Poll().Single()).Type, Is.EqualTo(135));
        byte[] syn = _bench.Ask(Frames.Advertisement(NodeBench.Host, NodeBench.HostMac, solicited: true, overrides: true));
        TcpPacket packet = Frames.Read(syn).Extract<TcpPacket>();
        Assert.That((packet.Synchronize, packet.Acknowledgment, packet.ValidTcpChecksum), Is.EqualTo((true, false, true)));
    }

    [Test]
    public void A_neighbour_that_was_silent_for_a_while_is_asked_itself_and_then_everybody_is()
    {
        _bench.Meet();
        _bench.Wait(TimeSpan.FromSeconds(31));
        _ = _bench.Poll();
        for (int i = 0; i < 3; i++)
        {
            _bench.Node.SendUdp(Datagram, ref _bench.Device);
            byte[][] sent = _bench.Poll();
            Assert.That(sent, Has.Length.EqualTo(2), "the probe and the datagram");
            _ = Frames.ReadIcmp(sent[0], NodeBench.Gateway, NodeBench.Host).Extract<NdpNeighborSolicitationPacket>();
            _ = Frames.Read(sent[1]).Extract<UdpPacket>();
            _bench.Wait(TimeSpan.FromSeconds(1));
            Assert.That(_bench.Poll(), Is.Empty);
        }

        _bench.Node.SendUdp(Datagram, ref _bench.Device);
        IpAddress group = NodeBench.Host.SolicitedNodeGroup;
        _ = Frames.ReadIcmp(_bench.Poll().Single(), NodeBench.Gateway, group, MacAddress.OfGroup(group));
    }

    [Test]
    public void An_answer_to_a_probe_keeps_a_neighbour()
    {
        _bench.Meet();
        _bench.Wait(TimeSpan.FromSeconds(31));
        _ = _bench.Poll();
        Assert.That(_bench.Node.Neighbors.StateOf(_bench.Now, NodeBench.Host), Is.EqualTo(NeighborState.Stale));
        _bench.Node.SendUdp(Datagram, ref _bench.Device);
        _ = _bench.Poll();
        _bench.Quietly(Frames.Advertisement(NodeBench.Host, null, solicited: true, overrides: false));
        Assert.That(_bench.Node.Neighbors.StateOf(_bench.Now, NodeBench.Host), Is.EqualTo(NeighborState.Reachable));
    }

    [Test]
    public void An_advertisement_changes_what_is_known_only_if_it_says_so()
    {
        MacAddress other = new(0x5254_000A_0065);
        _bench.Quietly(Frames.Advertisement(NodeBench.Host, other, false, true));
        Assert.That(_bench.Node.Neighbors.TryFind(_bench.Now, NodeBench.Host, out _), Is.False, "nobody asked");
        _bench.Meet();
        _bench.Quietly(Frames.Advertisement(NodeBench.Host, other, false, overrides: false));
        Assert.That(Known(), Is.EqualTo(NodeBench.HostMac));
        _bench.Quietly(Frames.Advertisement(NodeBench.Host, other, false, overrides: true));
        Assert.That(Known(), Is.EqualTo(other));

        MacAddress Known() => _bench.Node.Neighbors.TryFind(_bench.Now, NodeBench.Host, out MacAddress mac) ? mac : default;
    }

    /// <summary>RFC 4861 §6.1.1, §7.1: each of these is discarded without a word.</summary>
    [Test]
    public void Messages_that_cannot_be_right_are_dropped()
    {
        byte[] valid = Frames.Solicitation(NodeBench.Host, NodeBench.Gateway, NodeBench.HostMac);
        _bench.Refuses(valid.With(21, 254), DropReason.BadSource);
        _bench.Refuses(valid.With(56, (byte)(valid[56] ^ 1)), DropReason.BadChecksum);
        Malformed(valid.With(55, 1));
        Malformed(valid.With(62, 0xFF));
        Malformed(valid.With(79, 0));
        Malformed(valid.With(79, 2));
        Malformed(Frames.Solicitation(default, NodeBench.Gateway, NodeBench.HostMac));
        Malformed(Frames.RouterSolicitation(default, NodeBench.HostMac));
        Malformed(Frames.RouterSolicitation(NodeBench.Host, null).With(55, 1));
        Malformed(Frames.Advertisement(NodeBench.Host, NodeBench.HostMac, solicited: true, overrides: true, to: IpAddress.AllNodesV6));

        byte[] probe = new byte[24];
        new Netstack.Wire.Ndp.NeighborSolicitation(NodeBench.Gateway, null).Emit(probe, default);
        Malformed(Frames.Icmp(default, NodeBench.Gateway, 255, probe));

        void Malformed(byte[] frame) => _bench.Refuses(frame.WithIcmpChecksum(), DropReason.Malformed);
    }

    [Test]
    public void Another_router_is_not_listened_to()
    {
        byte[] advertisement = [134, 0, 0, 0, 64, 0, 7, 8, .. new byte[8]];
        _bench.Refuses(Frames.Icmp(NodeBench.HostLinkLocal, IpAddress.AllNodesV6, 255, advertisement), DropReason.IcmpIgnored);
        byte[] redirect = [137, 0, 0, 0, 0, 0, 0, 0, .. new byte[32]];
        _bench.Refuses(Frames.Icmp(NodeBench.HostLinkLocal, NodeBench.NodeLinkLocal, 255, redirect), DropReason.IcmpIgnored);
    }

    [Test]
    public void What_is_learned_from_a_probe_of_ours_must_be_of_this_link()
    {
        byte[] message = new byte[32];
        new Netstack.Wire.Ndp.NeighborAdvertisement(NodeBench.Remote, NodeBench.HostMac, false, true, true).Emit(message, default);
        _bench.Refuses(Frames.Icmp(NodeBench.Host, NodeBench.Gateway, 255, message), DropReason.BadSource);
    }

    [TestCase(131)]
    [TestCase(132)]
    [TestCase(143)]
    public void Reports_of_group_membership_are_taken_and_not_answered(byte type)
    {
        byte[] report = [type, 0, 0, 0, 0, 0, 0, 0, .. new byte[16]];
        _bench.Quietly(Frames.Icmp(NodeBench.HostLinkLocal, NodeBench.Address("ff02::16"), 1, report));
        _bench.Quietly(Frames.Icmp(default, NodeBench.Address("ff02::16"), 1, report));
        Assert.That(_bench.Node.Counters.TotalDrops, Is.Zero);
        byte[] query = Frames.Icmp(NodeBench.HostLinkLocal, IpAddress.AllNodesV6, 1, [130, .. report[1..]]);
        _bench.Refuses(query, DropReason.IcmpIgnored);
    }
}
