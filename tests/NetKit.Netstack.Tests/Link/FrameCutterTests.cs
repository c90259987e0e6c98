using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Link;

public sealed class FrameCutterTests
{
    private const int TcpStart = EthernetHeader.Length + Ipv4Header.MinimumLength;

    private static IpAddress Source => IpAddress.FromV4(10, 0, 2, 100);

    private static IpAddress Destination => IpAddress.FromV4(192, 0, 2, 1);

    [Test]
    public void A_super_frame_becomes_segments_with_right_checksums()
    {
        byte[] payload = Octets.Random(1, 3000);
        (byte[] frame, FrameOffload offload) = TcpFrame(payload, TcpFlags.Ack | TcpFlags.Push | TcpFlags.Fin | TcpFlags.CongestionWindowReduced, 1400);

        List<byte[]> pieces = Cut(frame, offload);

        Assert.That(pieces.Select(static piece => piece.Length), Is.EqualTo([TcpStart + 1420, TcpStart + 1420, TcpStart + 220]));
        List<byte> joined = [];
        for (int i = 0; i < pieces.Count; i++)
        {
            IPv4Packet ip = Packet.ParsePacket(LinkLayers.Ethernet, pieces[i]).Extract<IPv4Packet>();
            TcpPacket tcp = ip.Extract<TcpPacket>();
            Assert.That(ip.ValidIPChecksum && tcp.ValidTcpChecksum, Is.True);
            Assert.That(ip.Id, Is.EqualTo(500 + i));
            Assert.That(tcp.SequenceNumber, Is.EqualTo(1000 + joined.Count));
            Assert.That(tcp.Push && tcp.Finished, Is.EqualTo(i == 2), "only the last");
            Assert.That(tcp.CongestionWindowReduced, Is.EqualTo(i == 0), "only the first");
            joined.AddRange(tcp.PayloadData);
        }

        Assert.That(joined, Is.EqualTo(payload));
    }

    [Test]
    public void A_partial_checksum_is_completed()
    {
        (byte[] frame, FrameOffload offload) = TcpFrame(Octets.Random(2, 101), TcpFlags.Ack, 0);
        TcpPacket tcp = Packet.ParsePacket(LinkLayers.Ethernet, Cut(frame, offload).Single()).Extract<TcpPacket>();
        Assert.That(tcp.ValidTcpChecksum, Is.True);
    }

    [Test]
    public void A_run_of_datagrams_becomes_datagrams()
    {
        byte[] payload = Octets.Random(3, 2500);
        byte[] frame = new byte[TcpStart + UdpHeader.Length + payload.Length];
        Span<byte> udp = frame.AsSpan(TcpStart);
        EmitIp(frame, IpProtocol.Udp, udp.Length);
        new UdpHeader(5000, 6000, payload.Length).Emit(udp);
        payload.CopyTo(udp[UdpHeader.Length..]);
        UdpHeader.WriteChecksum(udp, InternetSum.PseudoHeader(Source, Destination, IpProtocol.Udp, udp.Length).ToPartialField());
        FrameOffload offload = new()
        {
            NeedsChecksum = true,
            ChecksumStart = TcpStart,
            ChecksumOffset = UdpHeader.ChecksumOffset,
            Segmentation = SegmentationKind.Udp,
            SegmentSize = 1000,
        };

        UdpPacket[] datagrams =
            [.. Cut(frame, offload).Select(static piece => Packet.ParsePacket(LinkLayers.Ethernet, piece).Extract<UdpPacket>())];

        Assert.That(datagrams.Select(static datagram => datagram.PayloadData.Length), Is.EqualTo([1000, 1000, 500]));
        Assert.That(datagrams.All(static datagram => datagram.ValidUdpChecksum), Is.True);
        Assert.That(datagrams.SelectMany(static datagram => datagram.PayloadData), Is.EqualTo(payload));
    }

    [Test]
    public void A_complete_frame_comes_out_as_it_is()
    {
        byte[] frame = Octets.Random(4, 80);
        Assert.That(Cut(frame, FrameOffload.Complete).Single(), Is.EqualTo(frame));
    }

    [Test]
    public void Offload_that_contradicts_the_frame_does_no_harm()
    {
        (byte[] frame, FrameOffload offload) = TcpFrame(Octets.Random(5, 3000), TcpFlags.Ack, 1000);
        Random random = new(6);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] hostile = [.. frame.AsSpan(0, random.Next(frame.Length + 1))];
            if (hostile.Length > 0)
            {
                hostile[random.Next(Math.Min(hostile.Length, 60))] = (byte)random.Next();
            }

            FrameOffload wrong = offload with
            {
                ChecksumStart = (ushort)random.Next(i % 2 == 0 ? 100 : ushort.MaxValue),
                ChecksumOffset = (ushort)random.Next(i % 3 == 0 ? 20 : ushort.MaxValue),
                Segmentation = (SegmentationKind)random.Next(4),
                SegmentSize = (ushort)random.Next(1, 3000),
            };
            int octets = Cut(hostile, wrong).Sum(static piece => piece.Length);
            Assert.That(octets, Is.GreaterThanOrEqualTo(hostile.Length));
        }
    }

    private static List<byte[]> Cut(byte[] frame, FrameOffload offload)
    {
        List<byte[]> pieces = [];
        FrameCutter cutter = new(new ReceivedFrame(frame, offload), new byte[FrameCutter.LargestFrame]);
        while (cutter.TryNext(out ReadOnlySpan<byte> piece))
        {
            pieces.Add(piece.ToArray());
        }

        return pieces;
    }

    private static (byte[] Frame, FrameOffload Offload) TcpFrame(byte[] payload, TcpFlags flags, int segmentSize)
    {
        byte[] frame = new byte[TcpStart + TcpHeader.MinimumLength + payload.Length];
        Span<byte> tcp = frame.AsSpan(TcpStart);
        EmitIp(frame, IpProtocol.Tcp, tcp.Length);
        new TcpHeader { SourcePort = 40000, DestinationPort = 80, Sequence = new SeqNum(1000), Flags = flags, Window = 1000 }.Emit(tcp);
        payload.CopyTo(tcp[TcpHeader.MinimumLength..]);
        TcpHeader.WriteChecksum(tcp, InternetSum.PseudoHeader(Source, Destination, IpProtocol.Tcp, tcp.Length).ToPartialField());
        return (frame, new FrameOffload
        {
            NeedsChecksum = true,
            ChecksumStart = TcpStart,
            ChecksumOffset = TcpHeader.ChecksumOffset,
            Segmentation = segmentSize > 0 ? SegmentationKind.TcpV4 : SegmentationKind.None,
            SegmentSize = (ushort)segmentSize,
        });
    }

    private static void EmitIp(Span<byte> frame, IpProtocol protocol, int payloadLength)
    {
        new EthernetHeader(new MacAddress(0x5A94_EF00_0001), new MacAddress(0x0200_0000_0001), EtherType.Ipv4).Emit(frame);
        new Ipv4Header
        {
            Source = Source,
            Destination = Destination,
            Protocol = protocol,
            TimeToLive = 64,
            Identification = 500,
            PayloadLength = payloadLength,
        }.Emit(frame[EthernetHeader.Length..]);
    }
}
