using System;
using System.Collections.Generic;
using NetKit.Links.Vm;
using NetKit.Netstack.Link;
using NUnit.Framework;

namespace NetKit.Links.Tests.Vm;

/// <summary>Frames go into a stream whole and in order, and no more of them than there is room for.</summary>
public sealed class FrameGathererTests
{
    [TestCase(LengthPrefix.Four)]
    [TestCase(LengthPrefix.Two)]
    public void Frames_in_pieces_become_a_stream(LengthPrefix prefix)
    {
        FrameGatherer gatherer = new(prefix);
        byte[] one = FrameSplitterTests.Frame(100);
        byte[] two = FrameSplitterTests.Frame(33);

        Assert.That(gatherer.TryAdd(new OutgoingFrame(one.AsSpan(0, 54), one.AsSpan(54, 40), one.AsSpan(94), default)), Is.True);
        Assert.That(gatherer.TryAdd(new OutgoingFrame(two, default, default, default)), Is.True);

        Assert.That(Drain(gatherer, int.MaxValue), Is.EqualTo(FrameSplitterTests.Stream(prefix, [one, two])));
        Assert.That(gatherer.IsEmpty, Is.True);
    }

    [Test]
    public void What_is_sent_in_part_goes_on_where_it_stopped()
    {
        FrameGatherer gatherer = new(LengthPrefix.Four);
        List<byte> sent = [];
        List<byte[]> frames = [];

        // More than the buffer holds at once goes round its end.
        for (int i = 0; i < 9000; i++)
        {
            byte[] frame = FrameSplitterTests.Frame(1000 + (i % 500));
            frames.Add(frame);
            Assert.That(gatherer.TryAdd(new OutgoingFrame(frame, default, default, default)), Is.True);
            sent.AddRange(Take(gatherer, i % 3 == 0 ? 100 : 1900));
        }

        sent.AddRange(Drain(gatherer, 7777));
        Assert.That(sent.ToArray().AsSpan().SequenceEqual(FrameSplitterTests.Stream(LengthPrefix.Four, [.. frames])), Is.True);
    }

    [Test]
    public void A_frame_without_room_is_refused_as_a_whole()
    {
        FrameGatherer gatherer = new(LengthPrefix.Four);
        byte[] frame = FrameSplitterTests.Frame(1514);
        int taken = 0;
        bool wasNearlyFull = false;
        while (gatherer.TryAdd(new OutgoingFrame(frame, default, default, default)))
        {
            taken++;
            wasNearlyFull |= gatherer.IsNearlyFull;
        }

        Assert.That(wasNearlyFull, Is.True);
        Assert.That(taken, Is.EqualTo(FrameGatherer.Capacity / (4 + 1514)));
        Assert.That(Drain(gatherer, int.MaxValue), Has.Length.EqualTo(taken * (4 + 1514)));
        Assert.That(gatherer.IsNearlyFull, Is.False);
        Assert.That(gatherer.TryAdd(new OutgoingFrame(frame, default, default, default)), Is.True);
    }

    private static byte[] Take(FrameGatherer gatherer, int most)
    {
        gatherer.GetWaiting(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
        byte[] all = [.. first, .. rest];
        byte[] taken = all[..Math.Min(most, all.Length)];
        gatherer.Remove(taken.Length);
        return taken;
    }

    private static byte[] Drain(FrameGatherer gatherer, int most)
    {
        List<byte> all = [];
        while (!gatherer.IsEmpty)
        {
            all.AddRange(Take(gatherer, most));
        }

        return [.. all];
    }
}
