using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NetKit.Links.Vm;
using NetKit.Netstack.Link;

namespace NetKit.Fuzz.Parsers;

/// <summary>Streams of frames from a virtual machine: however they are cut, the same frames come out, and go in again as they were.</summary>
internal static class StreamReaders
{
    private const int LongestPiece = 8192;

    public static void Machine(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        byte how = reader.Octet();
        LengthPrefix prefix = (how & 1) == 0 ? LengthPrefix.Four : LengthPrefix.Two;
        int piece = 1 + (how >> 1) * (how >> 1);
        ReadOnlySpan<byte> stream = reader.Take(input.Length);

        FrameSplitter splitter = new(prefix);
        FrameGatherer gatherer = new(prefix);
        int given = 0;
        while (given < stream.Length)
        {
            Span<byte> room = splitter.Room;
            int count = Math.Min(Math.Min(Math.Min(piece, LongestPiece), room.Length), stream.Length - given);
            Oracle.Holds(count > 0, "no room although no whole frame is left");
            stream.Slice(given, count).CopyTo(room);
            splitter.Add(count);
            given += count;
            while (splitter.TryTake(out ReadOnlySpan<byte> frame))
            {
                Oracle.Holds(frame.Length is > 0 and <= FrameSplitter.LongestFrame, "a frame of an impossible length");
                Oracle.Holds(gatherer.TryAdd(new OutgoingFrame(frame, default, default, default)), "no room for so little");
            }

            if (splitter.Fault is not StreamEnd.None)
            {
                break;
            }
        }

        Judge(prefix, stream, splitter.Fault, gatherer);
    }

    public static IEnumerable<byte[]> Streams(IEnumerable<byte[]> frames)
    {
        foreach (byte[] frame in frames)
        {
            byte[] length = new byte[sizeof(uint)];
            BinaryPrimitives.WriteInt32BigEndian(length, frame.Length);
            yield return [8, .. length, .. frame, .. length, .. frame];
            yield return [9, length[3], length[2], .. frame, length[3], length[2], .. frame];
        }
    }

    // The same, told by the whole stream at once.
    private static void Judge(LengthPrefix prefix, ReadOnlySpan<byte> stream, StreamEnd fault, FrameGatherer gatherer)
    {
        int front = prefix is LengthPrefix.Four ? sizeof(uint) : sizeof(ushort);
        int at = 0;
        StreamEnd expected = StreamEnd.None;
        while (stream.Length - at >= front)
        {
            uint length = front == sizeof(uint)
                ? BinaryPrimitives.ReadUInt32BigEndian(stream[at..])
                : BinaryPrimitives.ReadUInt16LittleEndian(stream[at..]);
            expected = length == 0 ? StreamEnd.EmptyFrame : length > FrameSplitter.LongestFrame ? StreamEnd.FrameTooLong : StreamEnd.None;
            if (expected is not StreamEnd.None || stream.Length - at - front < length)
            {
                break;
            }

            at += front + (int)length;
        }

        Oracle.Holds(fault == expected, $"{fault} and not {expected}");
        gatherer.GetWaiting(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
        Oracle.Same([.. first, .. rest], stream[..at], "gathered");
    }
}
