using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Time;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Steady;

/// <summary>Once buffers have grown to their sizes, a packet costs no allocation: two nodes on one link in memory.</summary>
public sealed class SteadyStateTests
{
    private const byte Left = 1;
    private const byte Right = 2;

    private static readonly TimeSpan Step = TimeSpan.FromMicroseconds(50);

    private readonly byte[] _octets = new byte[64 << 10];
    private Station _left = null!;
    private Station _right = null!;
    private Instant _now;

    private static LinkCapabilities Plain => new(1500, CompletesChecksums: false, SegmentsTcp: false, SegmentsUdp: false);

    private static LinkCapabilities Offloading => new(65520, CompletesChecksums: true, SegmentsTcp: true, SegmentsUdp: true);

    [TestCase(false, false)]
    [TestCase(false, true)]
    [TestCase(true, false)]
    [TestCase(true, true)]
    public void A_segment_costs_no_allocation(bool hasOffloads, bool isBothWays)
    {
        Join(hasOffloads ? Offloading : Plain);
        _left.Connect(_now, Right);
        Repeat(10, static () => { });
        Assert.That(_left.Connection, Is.Not.Null);
        Assert.That(_right.Connection, Is.Not.Null);

        Action talk = isBothWays ? TalkBothWays : TalkToTheRight;
        Repeat(3_000, talk);
        long frames = Frames;
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(1_000, talk);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
        Assert.That(Frames - frames, Is.GreaterThan(1_000));
        Assert.That(_right.OctetsTaken, Is.GreaterThan(10 << 20));
        Assert.That(_left.OctetsTaken, isBothWays ? Is.GreaterThan(10 << 20) : Is.Zero);
        Assert.That(SentAgain(_left) + SentAgain(_right), Is.Zero);
    }

    [TestCase(64)]
    [TestCase(1472)]
    [TestCase(65_000)]
    public void A_datagram_costs_no_allocation(int length)
    {
        Join(length > 1472 ? Offloading : Plain);
        Action exchange = () =>
        {
            _left.SendDatagram(Right, _octets.AsSpan(0, length));
            _right.SendDatagram(Left, _octets.AsSpan(0, length));
        };
        Repeat(100, exchange);
        long taken = _right.DatagramsTaken;
        using QuietHeap quiet = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(1_000, exchange);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
        Assert.That(_right.DatagramsTaken - taken, Is.EqualTo(1_000));
        Assert.That(_left.DatagramsTaken, Is.EqualTo(_right.DatagramsTaken));
    }

    private long Frames => _left.Node.Counters.FramesOut + _right.Node.Counters.FramesOut;

    private static long SentAgain(Station station) =>
        station.Node.Tcp.Counters.FastRetransmits + station.Node.Tcp.Counters.RetransmissionTimeouts;

    private void Join(LinkCapabilities link)
    {
        FrameLine toTheRight = new();
        FrameLine toTheLeft = new();
        _left = new Station(Left, toTheLeft, toTheRight, link);
        _right = new Station(Right, toTheRight, toTheLeft, link);
    }

    private void TalkToTheRight() => _left.Connection!.Write(_octets);

    private void TalkBothWays()
    {
        _left.Connection!.Write(_octets);
        _right.Connection!.Write(_octets);
    }

    private void Repeat(int count, Action action)
    {
        for (int i = 0; i < count; i++)
        {
            action();
            _now += Step;
            _left.Poll(_now);
            _right.Poll(_now);
        }
    }
}
