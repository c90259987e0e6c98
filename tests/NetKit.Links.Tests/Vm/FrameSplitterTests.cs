using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NetKit.Links.Vm;
using NUnit.Framework;

namespace NetKit.Links.Tests.Vm;

/// <summary>Frames come out of a stream as they went in, however it was cut on the way.</summary>
public sealed class FrameSplitterTests
{
    private static readonly int[] Lengths = [1, 14, 60, 1514, 1, FrameSplitter.LongestFrame, 60];

    [TestCase(LengthPrefix.Four, 1)]
    [TestCase(LengthPrefix.Four, 3)]
    [TestCase(LengthPrefix.Four, 1500)]
    [TestCase(LengthPrefix.Four, 65_536)]
    [TestCase(LengthPrefix.Four, int.MaxValue)]
    [TestCase(LengthPrefix.Two, 1)]
    [TestCase(LengthPrefix.Two, int.MaxValue)]
    public void Frames_are_found_in_pieces_of_any_size(LengthPrefix prefix, int piece)
    {
        int[] lengths = prefix is LengthPrefix.Two ? [.. Lengths.Select(static length => Math.Min(length, ushort.MaxValue))] : Lengths;
        byte[][] frames = [.. lengths.Select(Frame)];

        Assert.That(Split(new FrameSplitter(prefix), Stream(prefix, frames), piece), Is.EqualTo(frames));
    }

    [Test]
    public void Every_truncation_gives_the_frames_before_it_and_no_more()
    {
        byte[][] frames = [Frame(20), Frame(1), Frame(33)];
        byte[] stream = Stream(LengthPrefix.Four, frames);
        int[] ends = [24, 29, 66];
        for (int length = 0; length <= stream.Length; length++)
        {
            FrameSplitter splitter = new(LengthPrefix.Four);
            int whole = ends.Count(end => end <= length);

            Assert.That(Split(splitter, stream[..length], int.MaxValue), Is.EqualTo(frames[..whole]), $"{length} octets");
            Assert.That(splitter.HasPart, Is.EqualTo(length > 0 && !ends.Contains(length)), $"{length} octets");
            Assert.That(splitter.Fault, Is.EqualTo(StreamEnd.None), $"{length} octets");
        }
    }

    [Test]
    public void A_full_buffer_makes_room_for_the_rest_of_a_frame()
    {
        // Many frames that leave the beginning of another behind, over and over.
        byte[][] frames = [.. Enumerable.Range(0, 2000).Select(static i => Frame(900 + (i % 700)))];

        Assert.That(Split(new FrameSplitter(LengthPrefix.Four), Stream(LengthPrefix.Four, frames), int.MaxValue), Is.EqualTo(frames));
    }

    [TestCase(0u, StreamEnd.EmptyFrame)]
    [TestCase(FrameSplitter.LongestFrame + 1u, StreamEnd.FrameTooLong)]
    [TestCase(0x8000_0000u, StreamEnd.FrameTooLong)]
    [TestCase(uint.MaxValue, StreamEnd.FrameTooLong)]
    public void A_length_that_no_frame_has_ends_the_stream_behind_the_frames_before_it(uint length, StreamEnd fault)
    {
        byte[] stream = [.. Stream(LengthPrefix.Four, [Frame(60)]), .. new byte[4], .. Stream(LengthPrefix.Four, [Frame(60)])];
        BinaryPrimitives.WriteUInt32BigEndian(stream.AsSpan(64), length);
        FrameSplitter splitter = new(LengthPrefix.Four);

        Assert.That(Split(splitter, stream, 7), Is.EqualTo(new[] { Frame(60) }));
        Assert.That(splitter.Fault, Is.EqualTo(fault));
        Assert.That(splitter.TryTake(out _), Is.False);
    }

    [Test]
    public void A_frame_that_is_looked_at_stays()
    {
        FrameSplitter splitter = new(LengthPrefix.Four);
        Give(splitter, Stream(LengthPrefix.Four, [Frame(60), Frame(61)]));

        Assert.That(splitter.TryPeek(out ReadOnlySpan<byte> seen) && seen.SequenceEqual(Frame(60)), Is.True);
        Assert.That(splitter.TryTake(out ReadOnlySpan<byte> taken) && taken.SequenceEqual(Frame(60)), Is.True);
        Assert.That(splitter.TryTake(out taken) && taken.SequenceEqual(Frame(61)), Is.True);
        Assert.That(splitter.TryPeek(out _), Is.False);
    }

    internal static byte[] Frame(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(length + (i * 7)))];

    internal static byte[] Stream(LengthPrefix prefix, byte[][] frames) => [.. frames.SelectMany(frame => Front(prefix, frame.Length).Concat(frame))];

    private static byte[] Front(LengthPrefix prefix, int length) => prefix is LengthPrefix.Four
        ? [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length]
        : [(byte)length, (byte)(length >> 8)];

    private static void Give(FrameSplitter splitter, ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(splitter.Room);
        splitter.Add(octets.Length);
    }

    private static List<byte[]> Split(FrameSplitter splitter, byte[] stream, int piece)
    {
        List<byte[]> frames = [];
        for (int at = 0; at < stream.Length;)
        {
            int count = Math.Min(Math.Min(piece, stream.Length - at), splitter.Room.Length);
            Assert.That(count, Is.Positive, "There is always room when no whole frame is left.");
            Give(splitter, stream.AsSpan(at, count));
            at += count;
            while (splitter.TryTake(out ReadOnlySpan<byte> frame))
            {
                frames.Add(frame.ToArray());
            }
        }

        return frames;
    }
}
