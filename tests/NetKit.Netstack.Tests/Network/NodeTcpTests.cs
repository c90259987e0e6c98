using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network;

/// <summary>Segments in packets in frames.</summary>
public sealed class NodeTcpTests
{
    private static readonly byte[] Long = Octets.Random(seed: 9293, 10_001);

    [Test]
    public void A_connection_through_a_plain_link_is_cut_by_the_node_and_has_right_checksums()
    {
        TestNode node = Opened(Links.Plain);
        Assert.That(node.Owner.Connections.Single().Write(Long), Is.EqualTo(Long.Length));
        List<SentFrame> sent = node.Turn();
        int[] lengths = [.. sent.Select(static frame => frame.IsSound().Tcp.PayloadData.Length)];
        Assert.That(lengths, Is.EqualTo((int[])[.. Enumerable.Repeat(1460, 6), 1241]));
        Assert.That(sent.SelectMany(static frame => frame.Tcp.PayloadData), Is.EqualTo(Long));
    }

    [Test]
    public void Through_a_link_that_segments_it_goes_in_one_frame()
    {
        TestNode node = Opened(Links.Offloading);
        _ = node.Owner.Connections.Single().Write(Long);
        SentFrame sent = node.Turn().Single();
        Assert.That(sent.Octets[54..], Is.EqualTo(Long));
        Assert.That(sent.Offload, Is.EqualTo(new FrameOffload
        {
            NeedsChecksum = true,
            ChecksumStart = 34,
            ChecksumOffset = 16,
            Segmentation = SegmentationKind.TcpV4,
            SegmentSize = 1460,
            HeaderLength = 54,
        }));
        ushort partial = InternetSum.PseudoHeader(Frames.Far, Piece.Host, IpProtocol.Tcp, 20 + Long.Length).ToPartialField();
        Assert.That(sent.Octets[50..52], Is.EqualTo(new[] { (byte)(partial >> 8), (byte)partial }));
    }

    [Test]
    public void What_fits_a_segment_is_not_to_be_cut()
    {
        TestNode node = Opened(Links.Offloading);
        _ = node.Owner.Connections.Single().Write(Long.AsSpan(0, 1460));
        FrameOffload expected = new() { NeedsChecksum = true, ChecksumStart = 34, ChecksumOffset = 16 };
        Assert.That(node.Turn().Single().Offload, Is.EqualTo(expected));
    }

    [Test]
    public void A_link_that_only_completes_checksums_gets_segments()
    {
        TestNode node = Opened(Links.Summing);
        _ = node.Owner.Connections.Single().Write(Long);
        Assert.That(node.Turn(), Has.Count.EqualTo(7).And.All.Property("Offload").Property("NeedsChecksum").True);
    }

    [Test]
    public void The_segment_size_follows_from_the_link()
    {
        Assert.That(SegmentSizeOn(Links.Plain), Is.EqualTo(1460));
        Assert.That(SegmentSizeOn(Links.Jumbo), Is.EqualTo(65_480));
    }

    [Test]
    public void What_arrives_is_handed_over()
    {
        TestNode node = new TestNode().Met();
        TcpHeader ack = Frames.AckOf(node.Arrive(Frames.Tcp(Frames.Syn)).Single().IsSound().Tcp);
        SentFrame answer = node.Arrive(Frames.Tcp(ack, Long.AsSpan(0, 1000))).Single().IsSound();
        Assert.That(node.Owner.Octets, Is.EqualTo(Long[..1000]));
        Assert.That(answer.Tcp.AcknowledgmentNumber, Is.EqualTo(2000));
    }

    [Test]
    public void A_wrong_checksum_is_no_segment_unless_the_device_knows_better()
    {
        TestNode node = new TestNode().Met();
        byte[] frame = Frames.Tcp(Frames.Syn);
        frame[50] ^= 1;
        Assert.That(node.Arrive(frame), Is.Empty);
        Assert.That(node.Counters.Drops(DropReason.BadChecksum), Is.EqualTo(1));
        Assert.That(node.Arrive(frame, new FrameOffload { NeedsChecksum = true }), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_segment_to_everybody_is_a_mistake()
    {
        TestNode node = new TestNode().Met();
        Assert.That(node.Arrive(Frames.Tcp(Frames.Syn, to: MacAddress.Broadcast)), Is.Empty);
        Assert.That(node.Counters.Drops(DropReason.BadDestination), Is.EqualTo(1));
    }

    [Test]
    public void A_malformed_segment_is_counted()
    {
        TestNode node = new TestNode().Met();
        Assert.That(node.Arrive(Frames.Ip(Frames.From(Piece.Host, Frames.Far, IpProtocol.Tcp), new byte[19])), Is.Empty);
        Assert.That(node.Counters.Drops(DropReason.Malformed), Is.EqualTo(1));
    }

    [Test]
    public void A_full_link_holds_everything_back_and_loses_nothing()
    {
        TestNode node = Opened(Links.Plain, linkRoom: 2);
        _ = node.Owner.Connections.Single().Write(Long);
        List<byte> received = [];
        for (int i = 0; i < 4; i++)
        {
            List<SentFrame> sent = node.Turn();
            Assert.That(sent, Has.Count.EqualTo(i < 3 ? 2 : 1));
            Assert.That(node.Node.IsBlocked, Is.EqualTo(i < 3));
            received.AddRange(sent.SelectMany(static frame => frame.IsSound().Tcp.PayloadData));
        }

        Assert.That(received, Is.EqualTo(Long));
        Assert.That(node.Node.Tcp.Counters.SegmentsOut, Is.EqualTo(1 + 7));
    }

    [Test]
    public void Connecting_to_a_neighbour_asks_for_it_and_goes_on_when_it_answers()
    {
        TestNode node = new();
        Assert.That(node.Node.Tcp.Connect(node.Now, new FlowKey(Piece.Gateway, 40_000, Piece.Host, 80)), Is.Not.Null);
        Assert.That(node.Turn().Single().Arp.TargetProtocolAddress.ToString(), Is.EqualTo("10.0.2.100"));
        node.Now = Instant.FromMilliseconds(3);
        TcpPacket syn = node.Arrive(Frames.ArpReply(Piece.Host, TestNode.HostMac)).Single().IsSound().Tcp;
        Assert.That((syn.Synchronize, syn.DestinationPort), Is.EqualTo((true, 80)));
        Assert.That(node.Node.Tcp.Counters.RetransmissionTimeouts, Is.Zero);
    }

    [Test]
    public void A_destination_that_cannot_be_reached_is_reported_instead_of_a_reset()
    {
        TestNode node = new TestNode().Met();
        node.Owner.Accepts = false;
        Assert.That(node.Arrive(Frames.Tcp(Frames.Syn)), Is.Empty);
        node.Node.RefuseUnreachable(node.Owner.Connections.Single(), Icmpv4UnreachableCode.Host, ref node.Device);
        SentFrame error = node.Turn().Single().IsSound();
        Assert.That(error.Icmp.TypeCode, Is.EqualTo(IcmpV4TypeCode.UnreachableHost));
        IPv4Packet quote = new(new PacketDotNet.Utils.ByteArraySegment(error.Octets[42..]));
        Assert.That((quote.SourceAddress.ToString(), quote.DestinationAddress.ToString()), Is.EqualTo(("10.0.2.100", "192.0.2.1")));
        Assert.That(error.Octets[62..70], Is.EqualTo(Frames.Tcp(Frames.Syn)[34..42]), "Ports and sequence number: what the peer looks at.");
        Assert.That(node.Node.Tcp.Count, Is.Zero);
    }

    [Test]
    public void The_time_to_come_again_is_the_next_deadline()
    {
        TestNode node = new TestNode().Met();
        Assert.That(node.Node.Tcp.Deadline, Is.EqualTo(Instant.Never));
        _ = node.Arrive(Frames.Tcp(Frames.Syn));
        Assert.That(node.Node.Tcp.Deadline, Is.EqualTo(Instant.FromMilliseconds(1000)));
    }

    private static TestNode Opened(LinkCapabilities link, int linkRoom = 512)
    {
        TestNode node = new TestNode(link, linkRoom).Met();
        TcpPacket synAck = node.Arrive(Frames.Tcp(Frames.Syn)).Single().Tcp;
        Assert.That(node.Arrive(Frames.Tcp(Frames.AckOf(synAck))), Is.Empty);
        return node;
    }

    private static int SegmentSizeOn(LinkCapabilities link)
    {
        TcpPacket synAck = new TestNode(link).Met().Arrive(Frames.Tcp(Frames.Syn)).Single().Tcp;
        return synAck.OptionsCollection.OfType<PacketDotNet.Tcp.MaximumSegmentSizeOption>().Single().Value;
    }
}
