using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network;

/// <summary>A node among its neighbours.</summary>
public sealed class NodeArpTests
{
    private static readonly IpAddress OtherHost = IpAddress.FromV4(10, 0, 2, 101);

    [TestCase("10.0.2.2")]
    [TestCase("10.0.2.3")]
    public void A_request_for_an_address_of_the_node_is_answered(string address)
    {
        _ = IpAddress.TryParse(address, out IpAddress target);
        ArpPacket reply = new TestNode().Arrive(Frames.ArpRequest(Piece.Host, target)).Single().Arp;
        Assert.That(reply.Operation, Is.EqualTo(PacketDotNet.ArpOperation.Response));
        Assert.That(reply.SenderProtocolAddress.ToString(), Is.EqualTo(address));
        Assert.That(reply.SenderHardwareAddress.GetAddressBytes(), Is.EqualTo(Octets.Of("5a94ef000001")));
        Assert.That(reply.TargetProtocolAddress.ToString(), Is.EqualTo("10.0.2.100"));
    }

    [Test]
    public void A_request_for_somebody_else_is_not_answered() =>
        Assert.That(new TestNode().Arrive(Frames.ArpRequest(Piece.Host, OtherHost)), Is.Empty);

    [Test]
    public void Who_claims_an_address_of_the_node_is_counted_and_not_believed()
    {
        TestNode node = new();
        Assert.That(node.Arrive(Frames.ArpReply(Piece.Gateway, TestNode.HostMac)), Is.Empty);
        Assert.That(node.Counters.Drops(DropReason.AddressConflict), Is.EqualTo(1));
        Assert.That(node.Node.Neighbors.Count, Is.Zero);
    }

    [Test]
    public void Who_is_of_another_network_is_answered_and_not_learned()
    {
        TestNode node = new();
        _ = node.Arrive(Frames.ArpReply(Frames.Far, TestNode.HostMac));
        Assert.That(node.Node.Neighbors.Count, Is.Zero);
    }

    [Test]
    public void A_datagram_waits_for_its_receivers_link_address()
    {
        TestNode node = new();
        Send(node, "first"u8.ToArray());
        Send(node, "second"u8.ToArray());
        SentFrame asked = node.Turn().Single();
        Assert.That(asked.Arp.TargetProtocolAddress.ToString(), Is.EqualTo("10.0.2.100"));
        Assert.That(asked.Ethernet.DestinationHardwareAddress.ToString(), Is.EqualTo("FFFFFFFFFFFF"));

        List<SentFrame> sent = node.Arrive(Frames.ArpReply(Piece.Host, TestNode.HostMac));
        Assert.That(sent.Single().IsSound().Udp.PayloadData, Is.EqualTo("second"u8.ToArray()), "RFC 1122 §2.3.2.2: the latest");
        Assert.That(node.Counters.Unresolved, Is.EqualTo(2));
        Assert.That(node.Arrive(Frames.ArpReply(Piece.Host, TestNode.HostMac)), Is.Empty, "It is sent once.");
    }

    [Test]
    public void What_waits_for_one_neighbour_is_not_sent_to_another()
    {
        TestNode node = new();
        Send(node, "first"u8.ToArray());
        _ = node.Turn();
        Assert.That(node.Arrive(Frames.ArpReply(OtherHost, new MacAddress(0x5254_000A_0065))), Is.Empty);
        Assert.That(node.Arrive(Frames.ArpReply(Piece.Host, TestNode.HostMac)), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_neighbour_of_long_ago_is_asked_again_and_still_sent_to()
    {
        TestNode node = new TestNode().Met();
        node.Now = Instant.FromMilliseconds(40_000);
        Assert.That(node.Turn(), Is.Empty);
        Send(node, "still there?"u8.ToArray());
        List<SentFrame> sent = node.Turn();
        Assert.That(sent, Has.Count.EqualTo(2));
        Assert.That(sent[0].Arp.Operation, Is.EqualTo(PacketDotNet.ArpOperation.Request));
        Assert.That(sent[0].Ethernet.DestinationHardwareAddress.ToString(), Is.EqualTo("5254000A0064"));
        Assert.That(sent[1].Udp.PayloadData, Has.Length.EqualTo(12));
    }

    [Test]
    public void Traffic_says_that_a_neighbour_is_there()
    {
        TestNode node = new TestNode().Met();
        node.Now = Instant.FromMilliseconds(25_000);
        _ = node.Arrive(Frames.Udp(Frames.From(Piece.Host, Frames.Far, IpProtocol.Udp), [1]));
        node.Now = Instant.FromMilliseconds(40_000);
        Assert.That(node.Turn(), Is.Empty);
        Send(node, [1]);
        Assert.That(node.Turn(), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_neighbour_that_moves_is_sent_to_where_it_is()
    {
        TestNode node = new TestNode().Met();
        ArpHeader announcement = new(
            NetKit.Netstack.Wire.ArpOperation.Request, new MacAddress(0x5254_000A_0099), Piece.Host, default, Piece.Host);
        Assert.That(node.Arrive(Frames.Arp(announcement, MacAddress.Broadcast)), Is.Empty);
        Send(node, [1]);
        Assert.That(node.Turn().Single().Ethernet.DestinationHardwareAddress.ToString(), Is.EqualTo("5254000A0099"));
    }

    [Test]
    public void A_malformed_packet_is_counted()
    {
        TestNode node = new();
        _ = node.Arrive(Frames.Of(EtherType.Arp, new byte[27]), Frames.Of(EtherType.Arp, new byte[28]));
        Assert.That(node.Counters.Drops(DropReason.Malformed), Is.EqualTo(2));
    }

    private static void Send(TestNode node, byte[] payload) =>
        node.Node.SendUdp(
            new UdpDatagram
            {
                Source = Frames.Far,
                SourcePort = 53,
                Destination = Piece.Host,
                DestinationPort = 5000,
                TimeToLive = 64,
                Payload = payload,
            },
            ref node.Device);
}
