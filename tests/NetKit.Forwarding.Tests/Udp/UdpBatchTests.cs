using System;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Tests;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(false)]
[TestFixture(true)]
public sealed class UdpBatchTests(bool ipv6) : IDisposable
{
    private readonly ForwarderBench _bench = new(ipv6);

    public void Dispose() => _bench.Dispose();

    [Test]
    public void Datagrams_of_all_lengths_keep_their_order()
    {
        using HostPeer server = new(_bench.Loopback);
        int[] lengths = [0, 1, 64, 64, 64, 10, 1_024, 1_024, 512, 0, 2_048, 2_049, 9_000, 60_000, 64, 64];
        byte[][] payloads = [.. lengths.Select((length, i) => Pattern(length, i))];
        _bench.OnLoop(now =>
        {
            foreach (byte[] payload in payloads)
            {
                _bench.Forward(now, 41_000, server.At, payload);
            }
        });
        foreach (byte[] payload in payloads)
        {
            Assert.That(server.Receive().Payload.SequenceEqual(payload), Is.True);
        }
    }

    [Test]
    public void More_than_the_queue_holds_goes_out_in_one_turn()
    {
        using HostPeer server = new(_bench.Loopback);
        byte[][] payloads = [.. Enumerable.Range(0, 1_000).Select(i => Pattern(1_400, i))];
        _bench.OnLoop(now =>
        {
            foreach (byte[] payload in payloads)
            {
                _bench.Forward(now, 41_001, server.At, payload);
            }
        });
        foreach (byte[] payload in payloads)
        {
            Assert.That(server.Receive().Payload.SequenceEqual(payload), Is.True);
        }

        Assert.That(_bench.OnLoop(_ => (_bench.Counters.Sent, _bench.Counters.OctetsSent)), Is.EqualTo((1_000L, 1_400_000L)));
    }

    [Test]
    public void Interleaved_flows_do_not_mix()
    {
        using HostPeer one = new(_bench.Loopback);
        using HostPeer two = new(_bench.Loopback);
        byte[][] payloads = [.. Enumerable.Range(0, 200).Select(i => Pattern(100, i))];
        _bench.OnLoop(now =>
        {
            for (int i = 0; i < payloads.Length; i++)
            {
                _bench.Forward(now, (ushort)(41_002 + (i % 3)), i % 2 == 0 ? one.At : two.At, payloads[i]);
            }
        });
        foreach (HostPeer peer in new[] { one, two })
        {
            // Order holds within a flow; flows leave one after the other.
            byte[][] received = new byte[100][];
            for (int i = 0; i < 100; i++)
            {
                received[i] = peer.Receive().Payload.ToArray();
            }

            int parity = peer == one ? 0 : 1;
            for (int flow = 0; flow < 3; flow++)
            {
                byte[][] expected = [.. Enumerable.Range(0, 200).Where(i => i % 3 == flow && i % 2 == parity).Select(i => payloads[i])];
                byte[][] got = [.. received.Where(octets => expected.Any(octets.SequenceEqual))];
                Assert.That(got, Is.EqualTo(expected));
            }
        }
    }

    [Test]
    public void Equal_neighbours_leave_as_one_run()
    {
        using HostPeer server = new(_bench.Loopback, joins: true);
        _bench.OnLoop(now =>
        {
            for (int i = 0; i < 10; i++)
            {
                _bench.Forward(now, 41_010, server.At, Pattern(i < 9 ? 1_200 : 7, i));
            }
        });
        ReceivedDatagram run = server.Receive();
        Assert.That(run.SegmentSize, Is.EqualTo(1_200));
        Assert.That(run.Payload.Length, Is.EqualTo((9 * 1_200) + 7));
        Assert.That(_bench.OnLoop(_ => _bench.Counters.Sent), Is.EqualTo(10));
    }

    [Test]
    public void A_run_from_the_link_is_cut_by_the_host()
    {
        using HostPeer server = new(_bench.Loopback);
        byte[] run = Pattern((40 * 1_000) + 1, 1);
        _bench.Send(41_011, server.At, run, segmentSize: 1_000);
        for (int i = 0; i < 40; i++)
        {
            Assert.That(server.Receive().Payload.SequenceEqual(run.AsSpan(i * 1_000, 1_000)), Is.True);
        }

        Assert.That(server.Receive().Payload.SequenceEqual(run.AsSpan(40_000)), Is.True);
        Assert.That(_bench.OnLoop(_ => (_bench.Counters.Offered, _bench.Counters.Sent)), Is.EqualTo((41L, 41L)));
    }

    [Test]
    public void A_run_with_more_pieces_than_the_kernel_takes_goes_out_piece_by_piece()
    {
        using HostPeer server = new(_bench.Loopback);
        byte[] run = Pattern(3_000, 1);
        _bench.Send(41_012, server.At, run, segmentSize: 10);
        for (int i = 0; i < 300; i++)
        {
            Assert.That(server.Receive().Payload.SequenceEqual(run.AsSpan(i * 10, 10)), Is.True);
        }

        Assert.That(_bench.OnLoop(_ => _bench.Counters.Sent), Is.EqualTo(300));
    }

    [Test]
    public void A_run_from_the_network_reaches_the_container_as_a_run()
    {
        using HostPeer server = new(_bench.Loopback);
        _bench.Send(41_013, server.At, "ask"u8);
        byte[] run = Pattern((20 * 1_300) + 99, 1);
        server.Send(server.Receive().From, run, segmentSize: 1_300);
        Delivery delivery = _bench.Outlet.Next();
        Assert.That(delivery.SegmentSize, Is.EqualTo(1_300));
        Assert.That(delivery.Payload, Is.EqualTo(run));
        Assert.That(_bench.OnLoop(_ => (_bench.Counters.Received, _bench.Counters.Delivered)), Is.EqualTo((21L, 21L)));
    }

    [Test]
    public void A_backlog_longer_than_one_call_is_read_to_its_end()
    {
        using HostPeer server = new(_bench.Loopback);
        _bench.Send(41_014, server.At, "ask"u8);
        SocketEndpoint mapping = server.Receive().From;

        // While the loop is busy with this, the edge it will get is one, and the datagrams are many.
        _bench.OnLoop(_ =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                server.Send(mapping, BitConverter.GetBytes(i));
            }
        });
        for (int i = 0; i < 1_000; i++)
        {
            Assert.That(BitConverter.ToInt32(_bench.Outlet.Next().Payload), Is.EqualTo(i));
        }
    }

    [Test]
    public void A_datagram_costs_no_allocation()
    {
        using HostPeer server = new(_bench.Loopback);
        byte[] small = Pattern(200, 1);
        byte[] large = Pattern(5_000, 1);
        _bench.Send(41_015, server.At, "ask"u8);
        SocketEndpoint mapping = server.Receive().From;
        _bench.Outlet.Records = false;
        using QuietHeap quiet = new();
        long allocated = 0;
        for (int round = 0; round < 3; round++)
        {
            allocated = _bench.OnLoop(now =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 300; i++)
                {
                    _bench.Forward(now, 41_015, server.At, small);
                    _bench.Forward(now, (ushort)(41_016 + (i % 5)), server.At, large);
                    _ = DatagramSender.SendOne(server.Fd, new DatagramTarget(mapping), small);
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }

        Assert.That(allocated, Is.Zero);
        long delivered = _bench.OnLoop(_ => _bench.Counters.Delivered);
        Assert.That(delivered, Is.GreaterThanOrEqualTo(600));
    }

    private static byte[] Pattern(int length, int seed)
    {
        byte[] octets = new byte[length];
        new Random(seed).NextBytes(octets);
        return octets;
    }
}
