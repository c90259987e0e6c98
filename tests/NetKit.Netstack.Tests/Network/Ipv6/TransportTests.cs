using System;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>UDP and TCP over IPv6, whole and in fragments, with the device's help and without.</summary>
internal sealed class TransportTests
{
    private static readonly LinkCapabilities Offloading = new(1500, CompletesChecksums: true, SegmentsTcp: true, SegmentsUdp: true);

    private static NodeBench Met(LinkCapabilities? capabilities = null)
    {
        NodeBench bench = new(capabilities);
        bench.Meet();
        return bench;
    }

    private static UdpDatagram Reply(ReadOnlySpan<byte> payload, int segmentSize = 0) => new()
    {
        Source = NodeBench.Remote,
        SourcePort = 53,
        Destination = NodeBench.Host,
        DestinationPort = 4000,
        TimeToLive = 60,
        TrafficClass = 0xB8,
        Payload = payload,
        SegmentSize = segmentSize,
    };

    [Test]
    public void A_datagram_arrives_and_is_answered()
    {
        NodeBench bench = Met();
        bench.Quietly(Frames.Udp(NodeBench.Host, 4000, NodeBench.Remote, 53, [1, 2, 3], hopLimit: 64));
        NodeRecorder.RecordedDatagram datagram = bench.Seen.Datagrams.Single();
        Assert.That(
            (datagram.Source, datagram.SourcePort, datagram.Destination, datagram.DestinationPort),
            Is.EqualTo((NodeBench.Host, (ushort)4000, NodeBench.Remote, (ushort)53)));
        Assert.That((datagram.TimeToLive, datagram.DontFragment), Is.EqualTo(((byte)63, true)));
        Assert.That(datagram.Payload, Is.EqualTo(new byte[] { 1, 2, 3 }));

        bench.Node.SendUdp(Reply("answer"u8), ref bench.Device);
        IPv6Packet packet = Frames.Read(bench.Poll().Single());
        UdpPacket udp = packet.Extract<UdpPacket>();
        Assert.That((packet.HopLimit, packet.TrafficClass), Is.EqualTo((60, 0xB8)));
        Assert.That((udp.SourcePort, udp.DestinationPort, udp.ValidUdpChecksum), Is.EqualTo(((ushort)53, (ushort)4000, true)));
        Assert.That(udp.PayloadData, Is.EqualTo("answer"u8.ToArray()));
    }

    [Test]
    public void A_datagram_without_a_checksum_is_dropped()
    {
        NodeBench bench = Met();
        byte[] frame = Frames.Udp(NodeBench.Host, 4000, NodeBench.Remote, 53, [1, 2, 3]);
        bench.Refuses(frame.With(60, 0).With(61, 0), DropReason.BadChecksum);
        bench.Refuses(frame.With(60, (byte)(frame[60] ^ 1)), DropReason.BadChecksum);
        Assert.That(bench.Send(frame.With(60, (byte)(frame[60] ^ 1)), new FrameOffload { NeedsChecksum = true }), Is.Empty);
        Assert.That(bench.Seen.Datagrams, Has.Count.EqualTo(1), "what never left memory need not be verified");
    }

    [Test]
    public void Groups_are_handed_on()
    {
        NodeBench bench = Met();
        bench.Quietly(Frames.Udp(NodeBench.HostLinkLocal, 546, NodeBench.Address("ff02::1:2"), 547, [1], hopLimit: 1));
        Assert.That(bench.Seen.Datagrams.Single().Destination, Is.EqualTo(NodeBench.Address("ff02::1:2")));
        TcpHeader syn = new() { SourcePort = 1, DestinationPort = 2, Flags = TcpFlags.Syn };
        bench.Refuses(Frames.Tcp(NodeBench.Host, IpAddress.AllNodesV6, syn), DropReason.BadDestination);
    }

    [Test]
    public void A_long_datagram_goes_in_fragments_and_comes_back_whole()
    {
        NodeBench bench = Met();
        byte[] payload = Octets.Random(5, 65_527);
        bench.Node.SendUdp(Reply(payload), ref bench.Device);
        byte[][] fragments = bench.Poll();
        Assert.That(fragments, Has.Length.EqualTo(46));
        Assert.That(fragments.Select(static frame => frame.Length).Max(), Is.LessThanOrEqualTo(1514));

        // The same packets the other way: sources and destinations change places, which the checksum does not notice.
        NodeBench other = Met();
        foreach (byte[] fragment in fragments.Reverse())
        {
            other.Quietly(
            [
                .. fragment[6..12], .. fragment[..6], .. fragment[12..22], .. fragment[38..54], .. fragment[22..38], .. fragment[54..],
            ]);
        }

        NodeRecorder.RecordedDatagram whole = other.Seen.Datagrams.Single();
        Assert.That(whole.Payload, Is.EqualTo(payload));
        Assert.That((whole.SourcePort, whole.DontFragment), Is.EqualTo(((ushort)53, false)));
        Assert.That(other.Node.Counters.TotalDrops, Is.Zero);

        uint first = Identification(fragments[0]);
        Assert.That(fragments.Select(Identification), Is.All.EqualTo(first));
        bench.Node.SendUdp(Reply(payload.AsSpan(0, 2000)), ref bench.Device);
        Assert.That(Identification(bench.Poll()[0]), Is.Not.EqualTo(first));

        static uint Identification(byte[] frame) => (uint)(frame[58] << 24 | frame[59] << 16 | frame[60] << 8 | frame[61]);
    }

    [Test]
    public void A_fragment_that_waits_in_vain_is_reported()
    {
        NodeBench bench = Met();
        byte[] datagram = Frames.UdpSegment(NodeBench.Host, 1, NodeBench.Remote, 2, new byte[16]);
        byte[] first = Frames.Of(NodeBench.Host, NodeBench.Remote, IpProtocol.Fragment, 64, [17, 0, 0, 1, 0, 0, 0, 9, .. datagram]);
        bench.Quietly(first);
        bench.Wait(TimeSpan.FromSeconds(59));
        Assert.That(bench.Poll().Count(static frame => frame[54] == 3), Is.Zero);
        bench.Wait(TimeSpan.FromSeconds(1));
        byte[] error = bench.Poll().Single(static frame => frame[54] == 3);
        _ = Frames.ReadIcmp(error, NodeBench.Gateway, NodeBench.Host);
        Assert.That(Frames.Head(error), Is.EqualTo(((byte)3, (byte)1, 0u)));
        Assert.That(error[62..], Is.EqualTo(first[14..]));

        byte[] last = Frames.Of(NodeBench.Host, NodeBench.Remote, IpProtocol.Fragment, 64, [17, 0, 0, 24, 0, 0, 0, 10, .. new byte[16]]);
        bench.Quietly(last);
        bench.Wait(TimeSpan.FromSeconds(61));
        Assert.That(bench.Poll().Count(static frame => frame[54] == 3), Is.Zero, "without the first one there is nothing to quote");
    }

    [Test]
    public void A_fragment_that_cannot_be_one_is_reported()
    {
        NodeBench bench = Met();
        byte[] error = bench.Ask(Fragment([17, 0, 0, 1, 0, 0, 0, 9, .. new byte[15]]));
        Assert.That(Frames.Head(error), Is.EqualTo(((byte)4, (byte)0, 4u)), "the payload length");
        error = bench.Ask(Fragment([17, 0, 0xFF, 0xF8, 0, 0, 0, 9, .. new byte[16]]));
        Assert.That(Frames.Head(error), Is.EqualTo(((byte)4, (byte)0, 42u)), "the fragment offset");
        Assert.That(bench.Node.Counters.Drops(DropReason.BadFragment), Is.EqualTo(2));

        static byte[] Fragment(byte[] octets) => Frames.Of(NodeBench.Host, NodeBench.Remote, IpProtocol.Fragment, 64, octets);
    }

    [Test]
    public void A_device_that_completes_checksums_is_told_where()
    {
        NodeBench bench = Met(Offloading);
        bench.Node.SendUdp(Reply(new byte[3000], segmentSize: 1000), ref bench.Device);
        SentFrame run = bench.Link.FromNode.Single();
        Assert.That(run.Offload, Is.EqualTo(new FrameOffload
        {
            NeedsChecksum = true,
            ChecksumStart = 54,
            ChecksumOffset = 6,
            Segmentation = SegmentationKind.Udp,
            SegmentSize = 1000,
            HeaderLength = 62,
        }));
        ushort partial = InternetSum.PseudoHeader(NodeBench.Remote, NodeBench.Host, IpProtocol.Udp, 3008).ToPartialField();
        Assert.That(run.Octets[60] << 8 | run.Octets[61], Is.EqualTo(partial));
    }

    [Test]
    public void A_run_is_cut_for_a_device_that_does_not()
    {
        NodeBench bench = Met();
        bench.Node.SendUdp(Reply(new byte[2500], segmentSize: 1000), ref bench.Device);
        int[] lengths = [.. bench.Poll().Select(static frame => Frames.Read(frame).Extract<UdpPacket>().PayloadData.Length)];
        Assert.That(lengths, Is.EqualTo(new[] { 1000, 1000, 500 }));
    }

    [TestCase(1500, 1440)]
    [TestCase(1280, 1220)]
    [TestCase(65520, 65460)]
    public void Both_sides_agree_on_segments_that_the_link_carries(int mtu, int expected)
    {
        NodeBench bench = Met(new LinkCapabilities(mtu, false, false, false));
        TcpPacket answer = Open(bench, maximumSegmentSize: 65_535);
        byte[] options = answer.Options;
        Assert.That(options[..4], Is.EqualTo(new byte[] { 2, 4, (byte)(expected >> 8), (byte)expected }));

        TcpConnection connection = bench.Seen.Connections.Single();
        _ = connection.Write(new byte[70_000]);
        Assert.That(bench.Poll().Select(static frame => frame.Length - 14).Max(), Is.EqualTo(mtu));
    }

    [Test]
    public void A_peer_that_names_no_segment_size_gets_what_every_IPv6_host_takes()
    {
        NodeBench bench = Met();
        _ = Open(bench, maximumSegmentSize: 0);
        _ = bench.Seen.Connections.Single().Write(new byte[10_000]);
        Assert.That(bench.Poll().Select(static frame => frame.Length - 74).Max(), Is.EqualTo(1220));
    }

    [Test]
    public void A_connection_carries_octets_both_ways_and_ends()
    {
        NodeBench bench = Met();
        TcpPacket answer = Open(bench, maximumSegmentSize: 1440);
        SeqNum next = new(answer.SequenceNumber + 1);
        byte[] request = Octets.Random(3, 1000);
        TcpHeader segment = new()
        {
            SourcePort = 4000,
            DestinationPort = 80,
            Sequence = new SeqNum(1001),
            Acknowledgment = next,
            Flags = TcpFlags.Ack | TcpFlags.Push,
            Window = 60_000,
        };
        TcpPacket acknowledgment = Tcp(bench.Ask(Frames.Tcp(NodeBench.Host, NodeBench.Remote, segment, request)));
        Assert.That((acknowledgment.AcknowledgmentNumber, acknowledgment.PayloadData.Length), Is.EqualTo((2001u, 0)));
        Assert.That(bench.Seen.Received, Is.EqualTo(request));

        TcpConnection connection = bench.Seen.Connections.Single();
        byte[] response = Octets.Random(4, 4000);
        Assert.That(connection.Write(response), Is.EqualTo(4000));
        connection.Close();
        TcpPacket[] sent = [.. bench.Poll().Select(Tcp)];
        Assert.That(sent.SelectMany(static packet => packet.PayloadData), Is.EqualTo(response));
        Assert.That(sent[^1].Finished);

        TcpHeader end = segment with { Sequence = new SeqNum(2001), Acknowledgment = next + 4001, Flags = TcpFlags.Ack | TcpFlags.Fin };
        Assert.That(Tcp(bench.Ask(Frames.Tcp(NodeBench.Host, NodeBench.Remote, end))).AcknowledgmentNumber, Is.EqualTo(2002));
        Assert.That(connection.State, Is.EqualTo(TcpState.TimeWait));
        Assert.That(bench.Seen.Events, Is.EqualTo(new[] { "request", "opened", "peer closed", "closed: Finished" }));
    }

    [Test]
    public void A_super_frame_is_left_to_the_device()
    {
        NodeBench bench = Met(Offloading);
        _ = Open(bench, maximumSegmentSize: 1440);
        _ = bench.Seen.Connections.Single().Write(new byte[8_000]);
        NodeRecorder.NodeHandler handler = bench.Seen.Handler;
        _ = bench.Node.Poll(bench.Now, ref bench.Device, ref handler);
        SentFrame super = bench.Link.FromNode[0];
        Assert.That(super.Octets.Length, Is.GreaterThan(1514));
        Assert.That(super.Offload, Is.EqualTo(new FrameOffload
        {
            NeedsChecksum = true,
            ChecksumStart = 54,
            ChecksumOffset = 16,
            Segmentation = SegmentationKind.TcpV6,
            SegmentSize = 1440,
            HeaderLength = 74,
        }));
    }

    [TestCase(1400u, 1340)]
    [TestCase(68u, 1220)]
    public void A_router_that_cannot_pass_a_segment_on_gets_smaller_ones(uint mtu, int size)
    {
        NodeBench bench = Met();
        _ = Open(bench, maximumSegmentSize: 1440);
        _ = bench.Seen.Connections.Single().Write(new byte[1440]);
        byte[] quote = bench.Poll().Single()[14..62];
        byte[] message = [2, 0, 0, 0, 0, 0, (byte)(mtu >> 8), (byte)mtu, .. quote];
        byte[][] again = bench.Send(Frames.Icmp(NodeBench.Host, NodeBench.Remote, 64, message));
        Assert.That(again.Select(static frame => Tcp(frame).PayloadData.Length), Is.EqualTo((int[])[size, 1440 - size]));
    }

    [Test]
    public void A_destination_that_cannot_be_reached_is_said_so_instead_of_refused()
    {
        NodeBench bench = Met();
        Icmpv4UnreachableCode[] codes =
        [
            Icmpv4UnreachableCode.Network,
            Icmpv4UnreachableCode.Host,
            Icmpv4UnreachableCode.CommunicationProhibited,
            Icmpv4UnreachableCode.Port,
        ];
        byte[] expected = [0, 3, 1, 4];
        for (int i = 0; i < codes.Length; i++)
        {
            ushort port = (ushort)(5000 + i);
            TcpHeader syn = new() { SourcePort = port, DestinationPort = 80, Sequence = new SeqNum(1000), Flags = TcpFlags.Syn };
            byte[] request = Frames.Tcp(NodeBench.Host, NodeBench.Remote, syn);
            bench.Quietly(request);
            bench.Node.RefuseUnreachable(bench.Seen.Connections[^1], codes[i], ref bench.Device);
            byte[] error = bench.Poll().Single();
            _ = Frames.ReadIcmp(error, NodeBench.Gateway, NodeBench.Host);
            Assert.That(Frames.Head(error), Is.EqualTo(((byte)1, expected[i], 0u)));
            Assert.That(error[(62 + 8)..(62 + 48)], Is.EqualTo(request[22..62]), "addresses, ports and sequence number of the SYN");
        }
    }

    [Test]
    public void A_segment_of_nobody_is_reset()
    {
        NodeBench bench = Met();
        TcpHeader stray = new() { SourcePort = 4000, DestinationPort = 80, Acknowledgment = new SeqNum(77), Flags = TcpFlags.Ack };
        TcpPacket reset = Tcp(bench.Ask(Frames.Tcp(NodeBench.Host, NodeBench.Remote, stray)));
        Assert.That((reset.Reset, reset.SequenceNumber), Is.EqualTo((true, 77u)));
        byte[] bad = Frames.Tcp(NodeBench.Host, NodeBench.Remote, stray);
        bench.Refuses(bad.With(70, (byte)(bad[70] ^ 1)), DropReason.BadChecksum);
    }

    private static TcpPacket Open(NodeBench bench, ushort maximumSegmentSize)
    {
        TcpHeader syn = new()
        {
            SourcePort = 4000,
            DestinationPort = 80,
            Sequence = new SeqNum(1000),
            Flags = TcpFlags.Syn,
            Window = 60_000,
            Options = new TcpOptions { MaximumSegmentSize = maximumSegmentSize, WindowScale = 2 },
        };
        bench.Quietly(Frames.Tcp(NodeBench.Host, NodeBench.Remote, syn));
        bench.Seen.Connections.Single().Accept();
        TcpPacket answer = Frames.Read(bench.Poll().Single()).Extract<TcpPacket>();
        Assert.That((answer.Synchronize, answer.Acknowledgment), Is.EqualTo((true, true)));
        TcpHeader last = syn with
        {
            Sequence = new SeqNum(1001),
            Acknowledgment = new SeqNum(answer.SequenceNumber + 1),
            Flags = TcpFlags.Ack,
            Options = default,
        };
        bench.Quietly(Frames.Tcp(NodeBench.Host, NodeBench.Remote, last));
        return answer;
    }

    private static TcpPacket Tcp(byte[] frame)
    {
        IPv6Packet packet = Frames.Read(frame);
        Assert.That(
            (packet.SourceAddress, packet.DestinationAddress, packet.HopLimit),
            Is.EqualTo((NodeBench.Remote.ToIPAddress(), NodeBench.Host.ToIPAddress(), 64)));
        TcpPacket segment = packet.Extract<TcpPacket>();
        Assert.That(segment.ValidTcpChecksum);
        return segment;
    }
}
