using System;
using System.Collections.Generic;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;

using static NetKit.Netstack.Tests.Link.Offload.OffloadFrames;

namespace NetKit.Netstack.Tests.Link.Offload;

public sealed class FrameCutterTests
{
    private const int Ip = EthernetHeader.Length;

    [TestCase(true, 5000, 1460)]
    [TestCase(true, 4380, 1460)]
    [TestCase(true, 1, 1460)]
    [TestCase(false, 5001, 1441)]
    public void A_tcp_super_frame_becomes_segments_that_join_to_it(bool isV4, int length, int size)
    {
        byte[] payload = Octets.Random(1, length);
        byte[] frame = Tcp(isV4, payload, TcpFlags.Ack | TcpFlags.Push | TcpFlags.Fin | TcpFlags.CongestionWindowReduced);
        List<byte[]> pieces = Cut(frame, [], [], OffloadOf(isV4, isTcp: true, size));
        Assert.That(pieces, Has.Count.EqualTo(Math.Max(1, (length + size - 1) / size)));
        int position = 0;
        for (int i = 0; i < pieces.Count; i++)
        {
            ReadOnlySpan<byte> segment = Transport(pieces[i], isV4, IpProtocol.Tcp, 7 + i);
            Assert.That(TcpView.TryCreate(segment, out TcpView view), Is.EqualTo(WireError.None));
            Assert.That(TcpHeader.TryParse(view, out TcpHeader header), Is.EqualTo(WireError.None));
            Assert.That(header.Sequence, Is.EqualTo(new SeqNum(uint.MaxValue - 100) + position));
            TcpFlags expected = TcpFlags.Ack
                | (i == 0 ? TcpFlags.CongestionWindowReduced : TcpFlags.None)
                | (i == pieces.Count - 1 ? TcpFlags.Push | TcpFlags.Fin : TcpFlags.None);
            Assert.That(header.Flags, Is.EqualTo(expected));
            Assert.That(view.Payload.SequenceEqual(payload.AsSpan(position, view.Payload.Length)), Is.True);
            position += view.Payload.Length;
        }

        Assert.That(position, Is.EqualTo(length));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_run_of_datagrams_becomes_datagrams(bool isV4)
    {
        byte[] payload = Octets.Random(2, 2500);
        List<byte[]> pieces = Cut(Udp(isV4, payload), [], [], OffloadOf(isV4, isTcp: false, 1000));
        int[] lengths = new int[pieces.Count];
        for (int i = 0; i < pieces.Count; i++)
        {
            ReadOnlySpan<byte> datagram = Transport(pieces[i], isV4, IpProtocol.Udp, 7 + i);
            Assert.That(UdpView.TryCreate(datagram, out UdpView view), Is.EqualTo(WireError.None));
            lengths[i] = view.Payload.Length;
        }

        Assert.That(lengths, Is.EqualTo((int[])[1000, 1000, 500]));
    }

    [Test]
    public void Payload_that_wraps_round_a_ring_is_cut_across_the_seam()
    {
        byte[] payload = Octets.Random(3, 3001);
        byte[] whole = Tcp(true, payload, TcpFlags.Ack);
        byte[] headers = whole[..^payload.Length];
        FrameOffload offload = OffloadOf(true, isTcp: true, 1000);
        List<byte[]> expected = Cut(whole, [], [], offload);
        foreach (int seam in (int[])[0, 1, 999, 1000, 1001, 2500, 3001])
        {
            Assert.That(Cut(headers, payload[..seam], payload[seam..], offload), Is.EqualTo(expected), $"seam at {seam}");
        }
    }

    /// <summary>As the node sends less than a segment, or one that it sends again.</summary>
    [Test]
    public void A_single_segment_may_wrap_round_a_ring()
    {
        byte[] payload = Octets.Random(6, 701);
        byte[] whole = Tcp(true, payload, TcpFlags.Ack | TcpFlags.Push);
        byte[] headers = whole[..^payload.Length];
        FrameOffload offload = new() { NeedsChecksum = true, ChecksumStart = Ip + 20, ChecksumOffset = TcpHeader.ChecksumOffset };
        List<byte[]> expected = Cut(whole, [], [], offload);
        Assert.That(expected, Has.Count.EqualTo(1));
        _ = Transport(expected[0], true, IpProtocol.Tcp, 7);
        foreach (int seam in (int[])[0, 1, 300, 301, 700, 701])
        {
            Assert.That(Cut(headers, payload[..seam], payload[seam..], offload), Is.EqualTo(expected), $"seam at {seam}");
        }
    }

    [Test]
    public void A_checksum_is_finished_in_place()
    {
        byte[] payload = Octets.Random(4, 701);
        byte[] frame = Udp(true, payload);
        FrameOffload offload = new() { NeedsChecksum = true, ChecksumStart = Ip + 20, ChecksumOffset = UdpHeader.ChecksumOffset };
        List<byte[]> pieces = Cut(frame, [], [], offload);
        Assert.That(pieces, Has.Count.EqualTo(1));
        Assert.That(pieces[0], Has.Length.EqualTo(frame.Length));
        _ = Transport(pieces[0], true, IpProtocol.Udp, 7);
    }

    [Test]
    public void Offload_that_does_not_fit_the_frame_is_refused()
    {
        byte[] frame = Tcp(true, new byte[100], TcpFlags.Ack);
        FrameOffload good = OffloadOf(true, isTcp: true, 50);
        Assert.That(IsCut(frame, good), Is.True);
        Assert.That(IsCut(frame, good with { SegmentSize = 0 }), Is.False);
        Assert.That(IsCut(frame, good with { NeedsChecksum = false }), Is.False);
        Assert.That(IsCut(frame, good with { ChecksumStart = 4 }), Is.False);
        Assert.That(IsCut(frame, good with { ChecksumStart = ushort.MaxValue }), Is.False);
        Assert.That(IsCut(frame, good with { ChecksumOffset = ushort.MaxValue }), Is.False);
        Assert.That(IsCut(Tcp(true, new byte[40_000], TcpFlags.Ack), good with { SegmentSize = 1 }), Is.False, "More pieces than any sender means.");
        for (int length = 0; length < frame.Length - 100; length++)
        {
            Assert.That(IsCut(frame[..length], good), Is.False, $"{length} octets");
        }
    }

    [Test]
    public void Hostile_offloads_throw_nothing()
    {
        Random random = new(5);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] frame = Octets.Random(i, random.Next(0, 200));
            FrameOffload offload = new()
            {
                NeedsChecksum = random.Next(4) > 0,
                ChecksumStart = (ushort)random.Next(0, 220),
                ChecksumOffset = (ushort)random.Next(0, 40),
                Segmentation = (SegmentationKind)random.Next(4),
                SegmentSize = (ushort)random.Next(0, 60),
            };
            if (frame.Length > 14 && random.Next(2) == 0)
            {
                frame[12] = 8;
                frame[13] = 0;
            }

            _ = IsCut(frame, offload);
        }
    }

    [Test]
    public void A_device_takes_what_it_can_do()
    {
        LinkCapabilities all = new(1500, true, true, true);
        FrameOffload tcp = OffloadOf(true, isTcp: true, 1);
        FrameOffload udp = OffloadOf(true, isTcp: false, 1);
        Assert.That(OffloadNeeds.AreMet(all, tcp) && OffloadNeeds.AreMet(all, udp), Is.True);
        Assert.That(OffloadNeeds.AreMet(all with { SegmentsUdp = false }, udp), Is.False);
        Assert.That(OffloadNeeds.AreMet(all with { SegmentsTcp = false }, tcp), Is.False);
        Assert.That(OffloadNeeds.AreMet(new LinkCapabilities(1500, false, false, false), new FrameOffload { NeedsChecksum = true }), Is.False);
        Assert.That(OffloadNeeds.AreMet(new LinkCapabilities(1500, false, false, false), FrameOffload.Complete), Is.True);
    }

    private static bool IsCut(byte[] frame, FrameOffload offload)
    {
        Span<byte> scratch = stackalloc byte[FrameCutter.MaximumHeaders];
        if (!FrameCutter.TryCreate(new OutgoingFrame(frame, default, default, offload), scratch, out FrameCutter cutter))
        {
            return false;
        }

        int pieces = 0;
        while (cutter.TryNext(out _))
        {
            pieces++;
        }

        return pieces > 0;
    }

    // The payload of the IP packet, whose lengths and checksums all agree.
    private static ReadOnlySpan<byte> Transport(byte[] frame, bool isV4, IpProtocol protocol, int identification)
    {
        if (isV4)
        {
            Assert.That(Ipv4View.TryCreate(frame.AsSpan(Ip), out Ipv4View packet), Is.EqualTo(WireError.None));
            Assert.That(packet.ChecksumIsValid && packet.TotalLength == frame.Length - Ip && packet.Identification == identification, Is.True);
            Assert.That(Pseudo(true, protocol, packet.Payload.Length).Add(packet.Payload).IsValid, Is.True);
            return packet.Payload;
        }

        Assert.That(Ipv6View.TryCreate(frame.AsSpan(Ip), out Ipv6View view), Is.EqualTo(WireError.None));
        Assert.That(view.TotalLength, Is.EqualTo(frame.Length - Ip));
        Assert.That(Pseudo(false, protocol, view.Payload.Length).Add(view.Payload).IsValid, Is.True);
        return view.Payload;
    }
}
