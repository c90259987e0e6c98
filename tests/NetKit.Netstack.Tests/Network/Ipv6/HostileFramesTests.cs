using System;
using System.Collections.Generic;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>Whatever arrives costs one counter, nothing is sent that cannot be read, and nothing is allocated in the long run.</summary>
internal sealed class HostileFramesTests
{
    private static List<byte[]> Honest =>
    [
        Frames.Solicitation(NodeBench.Host, NodeBench.Gateway, NodeBench.HostMac),
        Frames.Solicitation(default, NodeBench.Host, null),
        Frames.Advertisement(NodeBench.Host, NodeBench.HostMac, true, true),
        Frames.RouterSolicitation(NodeBench.HostLinkLocal, NodeBench.HostMac),
        Frames.Echo(NodeBench.Host, NodeBench.Gateway),
        Frames.Echo(NodeBench.Host, NodeBench.Remote, hopLimit: 1),
        Frames.Udp(NodeBench.Host, 4000, NodeBench.Dns, 53, [1, 2, 3, 4]),
        Frames.Tcp(NodeBench.Host, NodeBench.Remote, new TcpHeader { SourcePort = 1, DestinationPort = 2, Flags = TcpFlags.Ack }),
        Frames.Of(
            NodeBench.Host, NodeBench.Gateway, IpProtocol.HopByHop, 64,
            Octets.Of("3c00 0502 0000 0100 2b00 be04 00000000 1100 0000 00000000 0001 0002 0009 0000 07")),
        Frames.Of(NodeBench.Host, NodeBench.Remote, IpProtocol.Fragment, 64, [17, 0, 0, 1, 0, 0, 0, 9, .. new byte[24]]),
    ];

    [Test]
    public void Every_beginning_of_every_frame_costs_one_counter()
    {
        NodeBench bench = new();
        int sent = 0;
        foreach (byte[] frame in Honest)
        {
            for (int length = 0; length < frame.Length; length++, sent++)
            {
                Assert.That(bench.Send(frame[..length]), Is.Empty);
            }
        }

        Assert.That(bench.Node.Counters.Drops(DropReason.Malformed), Is.EqualTo(sent));
    }

    [Test]
    public void Changed_frames_are_harmless()
    {
        Random random = new(8200);
        NodeBench bench = new();
        List<byte[]> honest = Honest;
        for (int round = 0; round < 40_000; round++)
        {
            byte[] frame = [.. honest[random.Next(honest.Count)]];
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                frame[random.Next(12, frame.Length)] = random.Next(3) switch { 0 => 0, 1 => byte.MaxValue, _ => (byte)random.Next(256) };
            }

            bench.Wait(TimeSpan.FromMilliseconds(random.Next(200)));
            FrameOffload offload = random.Next(2) == 0 ? default : new FrameOffload { ChecksumVerified = true };
            foreach (byte[] answer in bench.Send(frame, offload))
            {
                if (EthernetView.TryCreate(answer, out EthernetView view) is not WireError.None
                    || Ipv6View.TryCreate(view.Payload, out Ipv6View packet) is not WireError.None
                    || packet.TotalLength > 1500
                    || (packet.Protocol is IpProtocol.Icmpv6 && !IsIntact(packet)))
                {
                    Assert.Fail($"{Convert.ToHexString(frame)} was answered with {Convert.ToHexString(answer)}.");
                }
            }
        }

        Assert.That(bench.Node.Neighbors.Count, Is.LessThanOrEqualTo(new NeighborOptions().Capacity));
    }

    private static bool IsIntact(in Ipv6View packet) =>
        Icmpv6View.TryCreate(packet.Payload, out Icmpv6View message) is WireError.None
        && message.ChecksumIsValid(InternetSum.PseudoHeader(packet.Source, packet.Destination, IpProtocol.Icmpv6, packet.Payload.Length));

    [Test]
    public void Nothing_is_allocated_in_the_long_run()
    {
        NodeBench bench = new();
        bench.Meet();
        bench.Link.IsForgetful = true;
        bench.Seen.IsForgetful = true;
        byte[][] frames = [.. Honest];
        byte[] payload = new byte[3000];
        NodeRecorder.NodeHandler handler = bench.Seen.Handler;
        Instant now = bench.Now;
        Exchange(200);
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(1_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(bench.Link.Forgotten, Is.GreaterThan(5_000));

        void Exchange(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                foreach (byte[] frame in frames)
                {
                    bench.Link.Put(frame);
                }

                now += TimeSpan.FromSeconds(1);
                _ = bench.Node.Poll(now, ref bench.Device, ref handler);
                UdpDatagram datagram = new()
                {
                    Source = NodeBench.Remote,
                    SourcePort = 53,
                    Destination = NodeBench.Host,
                    DestinationPort = 4000,
                    TimeToLive = 64,
                    Payload = payload,
                };
                bench.Node.SendUdp(datagram, ref bench.Device);
            }
        }
    }
}
