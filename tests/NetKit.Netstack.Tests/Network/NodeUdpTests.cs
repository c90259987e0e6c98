using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

/// <summary>Datagrams through a node.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NodeUdpTests
{
    private static readonly byte[] Short = Octets.Random(seed: 768, 100);

    private static readonly byte[] Long = Octets.Random(seed: 769, 10_000);

    private readonly TestNode _node = new TestNode().Met();

    [Test]
    public void One_to_somewhere_else_is_handed_over_with_one_hop_less()
    {
        Assert.That(_node.Arrive(Frames.Udp(To(Frames.Far) with { DontFragment = true }, Short)), Is.Empty);
        Datagram datagram = _node.Owner.Datagrams.Single();
        Assert.That(datagram.Payload, Is.EqualTo(Short));
        Datagram expected = new(Piece.Host, 5000, Frames.Far, 53, 63, DontFragment: true, 0) { Payload = datagram.Payload };
        Assert.That(datagram, Is.EqualTo(expected));
    }

    [Test]
    public void One_to_the_node_keeps_its_hops()
    {
        _ = _node.Arrive(Frames.Udp(To(Piece.Gateway), Short));
        Assert.That(_node.Owner.Datagrams.Single().TimeToLive, Is.EqualTo(64));
    }

    [Test]
    public void Fragments_are_handed_over_as_one()
    {
        foreach (byte[] part in Fragments(To(Frames.Far), Frames.UdpOf(To(Frames.Far), Long, 53)).Reverse())
        {
            _ = _node.Arrive(part);
        }

        Assert.That(_node.Owner.Datagrams.Single().Payload, Is.EqualTo(Long));
    }

    [Test]
    public void One_that_does_not_fit_goes_out_in_fragments()
    {
        Send(Long);
        List<SentFrame> sent = _node.Turn();
        Assert.That(sent, Has.Count.EqualTo(7));
        Assert.That(sent, Has.All.Property("Octets").Length.AtMost(1514).And.All.Property("Ip").Property("ValidChecksum").True);
        Assert.That(Join(sent), Is.EqualTo(Long));
    }

    [Test]
    public void One_that_just_fits_goes_out_whole()
    {
        Send(Long[..1472]);
        Send(Long[..1473]);
        List<SentFrame> sent = _node.Turn();
        Assert.That(sent, Has.Count.EqualTo(3));
        Assert.That(sent[0].IsSound().Udp.PayloadData, Is.EqualTo(Long[..1472]));
        Assert.That(Join(sent[1..]), Is.EqualTo(Long[..1473]));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(101)]
    public void One_goes_out_with_everything_in_its_place(int length)
    {
        Send(Long[..length]);
        SentFrame sent = _node.Turn().Single().IsSound();
        Assert.That((sent.Udp.SourcePort, sent.Udp.DestinationPort), Is.EqualTo((53, 5000)));
        Assert.That((sent.Ip.SourceAddress.ToString(), sent.Ip.DestinationAddress.ToString()), Is.EqualTo(("192.0.2.1", "10.0.2.100")));
        Assert.That(sent.Udp.PayloadData ?? [], Is.EqualTo(Long[..length]));
    }

    [Test]
    public void A_device_that_completes_checksums_gets_the_sum_of_the_pseudo_header()
    {
        TestNode node = new TestNode(Links.Summing).Met();
        Send(Short, node);
        SentFrame sent = node.Turn().Single();
        Assert.That(sent.Offload, Is.EqualTo(new FrameOffload { NeedsChecksum = true, ChecksumStart = 34, ChecksumOffset = 6 }));
        ushort partial = InternetSum.PseudoHeader(Frames.Far, Piece.Host, IpProtocol.Udp, 108).ToPartialField();
        Assert.That(sent.Octets[40..42], Is.EqualTo(new byte[] { (byte)(partial >> 8), (byte)partial }));
    }

    [Test]
    public void Fragments_have_complete_checksums_whatever_the_device_does()
    {
        TestNode node = new TestNode(Links.Offloading).Met();
        Send(Long, node);
        List<SentFrame> sent = node.Turn();
        Assert.That(sent, Has.All.Property("Offload").EqualTo(FrameOffload.Complete));
        Assert.That(Join(sent), Is.EqualTo(Long));
    }

    [Test]
    public void A_run_is_cut_by_a_device_that_can()
    {
        TestNode node = new TestNode(Links.Offloading).Met();
        Send(Long, node, segmentSize: 1200);
        SentFrame sent = node.Turn().Single();
        Assert.That(sent.Offload, Is.EqualTo(new FrameOffload
        {
            NeedsChecksum = true,
            ChecksumStart = 34,
            ChecksumOffset = 6,
            Segmentation = SegmentationKind.Udp,
            SegmentSize = 1200,
            HeaderLength = 42,
        }));
    }

    [Test]
    public void A_run_is_cut_by_the_node_where_the_device_cannot()
    {
        Send(Long, _node, segmentSize: 1200);
        List<SentFrame> sent = _node.Turn();
        int[] lengths = [.. sent.Select(static frame => frame.IsSound().Udp.PayloadData.Length)];
        Assert.That(lengths, Is.EqualTo((int[])[.. Enumerable.Repeat(1200, 8), 400]));
        Assert.That(sent.SelectMany(static frame => frame.Udp.PayloadData), Is.EqualTo(Long));
    }

    [Test]
    public void A_run_that_arrives_is_handed_over_as_one()
    {
        FrameOffload offload = new() { NeedsChecksum = true, Segmentation = SegmentationKind.Udp, SegmentSize = 50 };
        _ = _node.Arrive(Frames.Udp(To(Frames.Far), Short), offload);
        Assert.That(_node.Owner.Datagrams.Single().SegmentSize, Is.EqualTo(50));
    }

    [Test]
    public void A_wrong_checksum_is_no_datagram_and_none_at_all_is_one()
    {
        byte[] frame = Frames.Udp(To(Frames.Far), Short);
        frame[^1] ^= 1;
        _ = _node.Arrive(frame);
        Assert.That(_node.Counters.Drops(DropReason.BadChecksum), Is.EqualTo(1));
        (frame[40], frame[41]) = (0, 0);
        _ = _node.Arrive(frame);
        Assert.That(_node.Owner.Datagrams, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_checksum_that_the_device_left_out_or_has_checked_is_not_looked_at()
    {
        byte[] frame = Frames.Udp(To(Frames.Far), Short);
        frame[40] ^= 1;
        _ = _node.Arrive(frame, new FrameOffload { NeedsChecksum = true, ChecksumStart = 34, ChecksumOffset = 6 });
        _ = _node.Arrive(frame, new FrameOffload { ChecksumVerified = true });
        Assert.That(_node.Owner.Datagrams, Has.Count.EqualTo(2));
    }

    [TestCase("255.255.255.255")]
    [TestCase("10.0.2.255")]
    [TestCase("224.0.0.251")]
    public void One_to_many_is_handed_over(string address)
    {
        _ = IpAddress.TryParse(address, out IpAddress destination);
        Assert.That(_node.Arrive(Frames.Udp(To(destination) with { TimeToLive = 1 }, Short, to: MacAddress.Broadcast)), Is.Empty);
        Assert.That(_node.Owner.Datagrams.Single().Destination, Is.EqualTo(destination));
    }

    [Test]
    public void Who_has_no_address_yet_may_ask_for_one_and_nothing_else()
    {
        Ipv4Header toAll = Frames.From(IpAddress.AnyV4, IpAddress.BroadcastV4, IpProtocol.Udp);
        _ = _node.Arrive(Frames.Udp(toAll, Short, port: 67, to: MacAddress.Broadcast));
        Assert.That(_node.Owner.Datagrams, Has.Count.EqualTo(1));
        _ = _node.Arrive(Frames.Udp(Frames.From(IpAddress.AnyV4, Frames.Far, IpProtocol.Udp), Short, port: 53));
        Assert.That(_node.Owner.Datagrams, Has.Count.EqualTo(1));
        Assert.That(_node.Counters.Drops(DropReason.BadSource), Is.EqualTo(1));
    }

    [Test]
    public void A_host_without_an_address_can_be_sent_to_by_its_link_address()
    {
        UdpDatagram datagram = new()
        {
            Source = Piece.Gateway,
            SourcePort = 67,
            Destination = IpAddress.FromV4(10, 0, 2, 50),
            DestinationPort = 68,
            TimeToLive = 64,
            Payload = Short,
        };
        _node.Node.SendUdpTo(new MacAddress(0x0200_0000_0001), datagram, ref _node.Device);
        Assert.That(_node.Turn().Single().IsSound().Ethernet.DestinationHardwareAddress.ToString(), Is.EqualTo("020000000001"));
    }

    private static Ipv4Header To(IpAddress destination) => Frames.From(Piece.Host, destination, IpProtocol.Udp);

    private void Send(byte[] payload) => Send(payload, _node);

    private static void Send(byte[] payload, TestNode node, int segmentSize = 0) =>
        node.Node.SendUdp(
            new UdpDatagram
            {
                Source = Frames.Far,
                SourcePort = 53,
                Destination = Piece.Host,
                DestinationPort = 5000,
                TimeToLive = 64,
                Payload = payload,
                SegmentSize = segmentSize,
            },
            ref node.Device);

    private static byte[][] Fragments(Ipv4Header header, byte[] datagram)
    {
        List<byte[]> parts = [];
        foreach (Ipv4Fragment part in new Ipv4Fragmenter(header, datagram, default, 1500))
        {
            parts.Add(Frames.Ip(part.Header, part.Payload));
        }

        return [.. parts];
    }

    // The payload of a datagram in fragments, which must have a right checksum.
    private static byte[] Join(IEnumerable<SentFrame> frames)
    {
        byte[] datagram = [.. frames.SelectMany(static frame => frame.Octets[34..])];
        InternetSum pseudo = InternetSum.PseudoHeader(Frames.Far, Piece.Host, IpProtocol.Udp, datagram.Length);
        Assert.That(UdpView.TryCreate(datagram, out UdpView view), Is.EqualTo(WireError.None));
        Assert.That(view.Checksum, Is.Not.Zero);
        Assert.That(view.ChecksumIsValid(pseudo));
        return view.Payload.ToArray();
    }
}
