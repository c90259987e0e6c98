using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NetKit.Links.Vm;
using NetKit.Links.Vm.Vmnet;
using NetKit.Netstack.Link;
using NetKit.Netstack.Link.Offload;
using NetKit.Netstack.Wire;

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
        JoinAndCut(prefix, stream);
    }

    public static IEnumerable<byte[]> Streams(IEnumerable<byte[]> frames)
    {
        yield return [8, .. Segments()];
        foreach (byte[] frame in frames)
        {
            byte[] length = new byte[sizeof(uint)];
            BinaryPrimitives.WriteInt32BigEndian(length, frame.Length);
            yield return [8, .. length, .. frame, .. length, .. frame];
            yield return [9, length[3], length[2], .. frame, length[3], length[2], .. frame];
        }
    }

    // A super-frame, cut: what can be joined.
    private static List<byte> Segments()
    {
        const int Size = 100;
        byte[] frame = new byte[EthernetHeader.Length + Ipv4Header.MinimumLength + TcpHeader.MinimumLength + (3 * Size)];
        IpAddress source = IpAddress.FromV4(10, 0, 2, 100);
        new EthernetHeader(new MacAddress(2), new MacAddress(4), EtherType.Ipv4).Emit(frame);
        new Ipv4Header
        {
            Source = source,
            Destination = source,
            Protocol = IpProtocol.Tcp,
            TimeToLive = 64,
            PayloadLength = TcpHeader.MinimumLength + (3 * Size),
        }.Emit(frame.AsSpan(EthernetHeader.Length));
        new TcpHeader { SourcePort = 1, DestinationPort = 2, Flags = TcpFlags.Ack }.Emit(frame.AsSpan(34));
        FrameOffload offload = new()
        {
            NeedsChecksum = true,
            ChecksumStart = 34,
            ChecksumOffset = TcpHeader.ChecksumOffset,
            Segmentation = SegmentationKind.TcpV4,
            SegmentSize = Size,
        };
        byte[] headers = new byte[FrameCutter.MaximumHeaders];
        List<byte> stream = [];
        Oracle.Holds(FrameCutter.TryCreate(new OutgoingFrame(frame, default, default, offload), headers, out FrameCutter cutter), "no seed");
        while (cutter.TryNext(out OutgoingFrame piece))
        {
            stream.AddRange([0, 0, 0, (byte)piece.Length, .. piece.Headers, .. piece.Payload]);
        }

        return stream;
    }

    // Segments that are joined, and cut again, are those that came; only their IPv4 identifications are numbered anew.
    private static void JoinAndCut(LengthPrefix prefix, ReadOnlySpan<byte> stream)
    {
        FrameSplitter plain = new(prefix);
        FrameSplitter joining = new(prefix);
        int count = Math.Min(stream.Length, plain.Room.Length);
        stream[..count].CopyTo(plain.Room);
        stream[..count].CopyTo(joining.Room);
        plain.Add(count);
        joining.Add(count);
        Span<byte> headers = stackalloc byte[FrameCutter.MaximumHeaders];
        while (joining.TryTakeJoined(out ReadOnlySpan<byte> frame, out FrameOffload offload))
        {
            OutgoingFrame whole = new(frame, default, default, offload);
            if (offload == FrameOffload.Complete)
            {
                Oracle.Holds(plain.TryTake(out ReadOnlySpan<byte> same), "a frame that nobody sent");
                Oracle.Same(frame, same, "taken");
                continue;
            }

            Oracle.Holds(FrameCutter.TryCreate(whole, headers, out FrameCutter cutter), "joined to what cannot be cut");
            while (cutter.TryNext(out OutgoingFrame piece))
            {
                Oracle.Holds(plain.TryTake(out ReadOnlySpan<byte> same), "a segment that nobody sent");
                Oracle.Same(Numberless([.. piece.Headers, .. piece.Payload, .. piece.PayloadRest]), Numberless(same.ToArray()), "joined and cut");
            }
        }

        Oracle.Holds(!plain.TryTake(out _), "a frame was lost");
    }

    private static byte[] Numberless(byte[] frame)
    {
        if (frame[EthernetHeader.Length] >> 4 == 4)
        {
            frame.AsSpan(EthernetHeader.Length + 4, sizeof(ushort)).Clear();
            frame.AsSpan(EthernetHeader.Length + 10, sizeof(ushort)).Clear();
        }

        return frame;
    }

    // The same, told by the whole stream at once.
    private static void Judge(LengthPrefix prefix, ReadOnlySpan<byte> stream, StreamEnd fault, FrameGatherer gatherer)
    {
        int front = prefix is LengthPrefix.Four ? sizeof(uint) : sizeof(ushort);
        byte[] octets = [.. stream];
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

            if (prefix is LengthPrefix.Two)
            {
                VmnetFrame.CompleteHeader(octets.AsSpan(at + front, (int)length));
            }

            at += front + (int)length;
        }

        Oracle.Holds(fault == expected, $"{fault} and not {expected}");
        gatherer.GetWaiting(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
        Oracle.Same([.. first, .. rest], octets.AsSpan(0, at), "gathered");
    }
}
