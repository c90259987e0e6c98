using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Network;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>Once everything has its size, packets cost no memory.</summary>
public sealed class AllocationTests
{
    private static readonly byte[] Payload = new byte[1000];

    [TestCase(false)]
    [TestCase(true)]
    public void Streams_both_ways_allocate_nothing(bool offloads)
    {
        Cable cable = new(offloads ? Links.Offloading : Links.Plain, frames: 64);
        cable.Left.Owner.ToSend = cable.Right.Owner.ToSend = long.MaxValue;
        cable.Left.Owner.IsChecked = cable.Right.Owner.IsChecked = false;
        _ = cable.Connect();
        Turns(cable, 500);
        long frames = cable.Left.Node.Counters.FramesOut;
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Turns(cable, 200);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(cable.Left.Node.Counters.FramesOut - frames, Is.GreaterThan(1_000));
    }

    [TestCase(1000)]
    [TestCase(4000)]
    public void Datagrams_allocate_nothing(int length)
    {
        Cable cable = new(frames: 64);
        byte[] payload = new byte[length];
        Datagrams(cable, payload, 300);
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Datagrams(cable, payload, 1_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(cable.Right.Owner.Datagrams, Is.EqualTo(1_300));
    }

    [Test]
    public void Pings_allocate_nothing()
    {
        Cable cable = new(frames: 64);
        byte[] ping = Frames.Echo(
            Frames.From(cable.Left.Address, cable.Right.Address, IpProtocol.Icmp), Payload);
        new EthernetHeader(
            new MacAddress(0x5A94_EF00_0003), new MacAddress(0x5A94_EF00_0002),
            EtherType.Ipv4).Emit(ping);
        Datagrams(cable, Payload, 1);
        Pings(cable, ping, 300);
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Pings(cable, ping, 1_000);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(cable.Right.Node.Counters.EchoReplies, Is.EqualTo(1_300));
    }

    private static void Turns(Cable cable, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ = cable.Turn(out _);
        }
    }

    private static void Datagrams(Cable cable, byte[] payload, int count)
    {
        for (int i = 0; i < count; i++)
        {
            cable.Left.Node.SendUdp(
                new UdpDatagram
                {
                    Source = cable.Left.Address,
                    SourcePort = 1,
                    Destination = cable.Right.Address,
                    DestinationPort = 2,
                    TimeToLive = 64,
                    Payload = payload,
                },
                ref cable.Left.Device);
            Turns(cable, 4);
        }
    }

    private static void Pings(Cable cable, byte[] ping, int count)
    {
        for (int i = 0; i < count; i++)
        {
            cable.Right.Incoming.Add(ping, default);
            Turns(cable, 2);
        }
    }
}
