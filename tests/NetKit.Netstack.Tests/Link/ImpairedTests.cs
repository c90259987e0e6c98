using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Time;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Link;

public sealed class ImpairedTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    [Test]
    public void Without_an_impairment_a_frame_passes_in_its_turn_in_both_directions()
    {
        FakeWire wire = new();
        wire.Waiting.Enqueue(([7], default));
        ImpairedLink<FakeDevice> link = new(new FakeDevice(wire), new ImpairmentOptions());
        Impaired<FakeDevice> device = new(link);

        Assert.That(link.Advance(At(1)), Is.EqualTo(At(1)));
        Assert.That(device.TryReceive(out ReceivedFrame frame) && frame.Octets[0] == 7, Is.True);
        _ = device.Send(new OutgoingFrame([1], [2], [3], default));
        device.Flush();

        Assert.That(wire.Sent.Single(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(link.Advance(At(1)), Is.EqualTo(Instant.Never));
    }

    [Test]
    public void A_delay_holds_a_frame_until_its_time_and_says_when_that_is()
    {
        FakeWire wire = new();
        wire.Waiting.Enqueue(([7], default));
        ImpairedLink<FakeDevice> link = new(new FakeDevice(wire), new ImpairmentOptions { Delay = 50 * Millisecond });
        Impaired<FakeDevice> device = new(link);

        Assert.That(link.Advance(At(0)), Is.EqualTo(At(50)));
        Assert.That(device.TryReceive(out _), Is.False);
        _ = link.Advance(At(10));
        _ = device.Send(new OutgoingFrame([1], default, default, default));
        Assert.That(link.Advance(At(50)), Is.EqualTo(At(50)));
        Assert.That(device.TryReceive(out _), Is.True);
        Assert.That(wire.Sent, Is.Empty);
        Assert.That(link.Deadline, Is.EqualTo(At(60)));
        _ = link.Advance(At(60));
        Assert.That(wire.Sent, Has.Count.EqualTo(1));
    }

    [TestCase(0.1, 0, 0, 0)]
    [TestCase(0, 0.1, 0, 0)]
    [TestCase(0, 0, 0.1, 0)]
    [TestCase(0, 0, 0, 0.1)]
    [TestCase(0.05, 0.05, 0.05, 0.05)]
    public void Frames_are_hit_as_often_as_was_asked_and_none_is_unaccounted_for(double loss, double dup, double reorder, double corrupt)
    {
        const int Frames = 20_000;
        ImpairmentOptions options = new() { Loss = loss, Duplication = dup, Reordering = reorder, Corruption = corrupt, Seed = 42 };
        (FakeWire wire, ImpairmentCounters counters) = Send(options, Frames);

        Assert.That(counters.Offered, Is.EqualTo(Frames));
        Assert.That(counters.Offered + counters.Duplicated, Is.EqualTo(counters.Lost + counters.Overflowed + counters.Carried));
        Assert.That(wire.Sent, Has.Count.EqualTo(counters.Carried));
        Assert.That(counters.Lost, Is.EqualTo(loss * Frames).Within(300));
        Assert.That(counters.Duplicated, Is.EqualTo(dup * Frames).Within(300));
        Assert.That(counters.Reordered, Is.EqualTo(reorder * Frames).Within(300));
        Assert.That(counters.Corrupted, Is.EqualTo(corrupt * Frames).Within(300));
        int[] numbers = [.. wire.Sent.Select(static octets => BinaryPrimitives.ReadInt32BigEndian(octets))];
        Assert.That(numbers.SequenceEqual(numbers.Order()), Is.EqualTo(reorder == 0 && corrupt == 0));
    }

    [Test]
    public void Jitter_keeps_the_order()
    {
        (FakeWire wire, _) = Send(new ImpairmentOptions { Delay = 20 * Millisecond, Jitter = 20 * Millisecond }, 1000);
        int[] numbers = [.. wire.Sent.Select(static octets => BinaryPrimitives.ReadInt32BigEndian(octets))];
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public void The_same_seed_hits_the_same_frames()
    {
        ImpairmentOptions options = new() { Loss = 0.2, Duplication = 0.1, Corruption = 0.1, Seed = 7 };
        List<byte[]> first = Send(options, 500).Wire.Sent;
        List<byte[]> second = Send(options, 500).Wire.Sent;
        Assert.That(first, Is.EqualTo(second));
        Assert.That(Send(options with { Seed = 8 }, 500).Wire.Sent, Is.Not.EqualTo(first));
    }

    [Test]
    public void A_rate_spreads_frames_and_drops_what_would_wait_too_long()
    {
        FakeWire wire = new();
        ImpairmentOptions options = new() { BitsPerSecond = 8_000_000, LongestQueue = 10 * Millisecond };
        ImpairedLink<FakeDevice> link = new(new FakeDevice(wire), options);
        Impaired<FakeDevice> device = new(link);
        _ = link.Advance(At(0));
        byte[] frame = new byte[1000];
        for (int i = 0; i < 20; i++)
        {
            _ = device.Send(new OutgoingFrame(frame, default, default, default));
        }

        Assert.That(link.Deadline, Is.EqualTo(At(1)), "1000 octets at 8 Mb/s");
        _ = link.Advance(At(5));
        Assert.That(wire.Sent, Has.Count.EqualTo(5));
        _ = link.Advance(At(100));
        Assert.That(wire.Sent, Has.Count.EqualTo(11));
        Assert.That(link.Out.Overflowed, Is.EqualTo(9));
    }

    [Test]
    public void The_octets_under_way_are_bounded()
    {
        ImpairedLink<FakeDevice> link = new(
            new FakeDevice(new FakeWire()), new ImpairmentOptions { Delay = 300 * Millisecond, MaximumOctets = 10_000 });
        Impaired<FakeDevice> device = new(link);
        for (int i = 0; i < 100; i++)
        {
            _ = device.Send(new OutgoingFrame(new byte[1000], default, default, default));
        }

        Assert.That(link.Out.Overflowed, Is.EqualTo(90));
    }

    [Test]
    public void A_full_device_keeps_what_is_due_for_later()
    {
        FakeWire wire = new() { Outcome = SendOutcome.Full };
        ImpairedLink<FakeDevice> link = new(new FakeDevice(wire), new ImpairmentOptions());
        Impaired<FakeDevice> device = new(link);
        _ = device.Send(new OutgoingFrame([1], default, default, default));
        device.Flush();
        Assert.That(link.Deadline, Is.EqualTo(At(1)));

        wire.Outcome = SendOutcome.Sent;
        Assert.That(link.Advance(At(1)), Is.EqualTo(Instant.Never));
        Assert.That(wire.Sent, Has.Count.EqualTo(1));
    }

    [Test]
    public void The_node_is_told_to_do_without_offload()
    {
        ImpairedLink<FakeDevice> link = new(new FakeDevice(new FakeWire()), new ImpairmentOptions());
        Assert.That(
            new Impaired<FakeDevice>(link).Capabilities,
            Is.EqualTo(new LinkCapabilities(1500, CompletesChecksums: false, SegmentsTcp: false, SegmentsUdp: false)));
    }

    private static (FakeWire Wire, ImpairmentCounters Counters) Send(ImpairmentOptions options, int frames)
    {
        FakeWire wire = new();
        ImpairedLink<FakeDevice> link = new(new FakeDevice(wire), options);
        Impaired<FakeDevice> device = new(link);
        byte[] frame = new byte[60];
        for (int i = 0; i < frames; i++)
        {
            _ = link.Advance(new Instant(i * TimeSpan.TicksPerMillisecond / 10));
            BinaryPrimitives.WriteInt32BigEndian(frame, i);
            _ = device.Send(new OutgoingFrame(frame, default, default, default));
            device.Flush();
        }

        _ = link.Advance(At(1_000_000));
        return (wire, link.Out);
    }

    private static Instant At(long milliseconds) => Instant.FromMilliseconds(milliseconds);
}
