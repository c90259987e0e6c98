using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using NetKit.Forwarding.Captures;
using NetKit.Links.Captures;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Replay;
using NetKit.Replay.Recordings;

namespace NetKit.Fuzz.Parsers;

/// <summary>Capture files, and the replay of what is in them.</summary>
internal static class CaptureReaders
{
    private const byte Outwards = 8;

    public static void Capture(ReadOnlySpan<byte> octets)
    {
        CaptureReader reader = new(new MemoryStream(octets.ToArray()));
        int frames = 0;
        while (reader.Read(out CapturedFrame? frame) == CaptureStatus.Frame)
        {
            Oracle.Holds(frame!.Octets.Length <= octets.Length && ++frames <= octets.Length, "more frames than octets");
            Oracle.Holds(frame.Interface < reader.Interfaces.Count, "a frame of no interface");
        }
    }

    /// <summary>A description of the network, then frames: whatever was recorded can be replayed, counts every frame, and can be saved.</summary>
    public static void Replay(ReadOnlySpan<byte> octets)
    {
        using MemoryStream recorded = new(ToCapture(octets));
        if (!Recording.TryLoad(recorded, out Recording? recording, out string? error))
        {
            Oracle.Holds(error.EndsWith('.'), "an error is a sentence");
            return;
        }

        ReplayResult result = Replayer.Run(recording);
        NodeCounters counters = result.Counters;
        Oracle.Holds(counters.Arrivals == counters.Deliveries + counters.TotalDrops, "frames that are neither delivered nor dropped");
        using MemoryStream file = new();
        result.Sent.Save(file);
        file.Position = 0;
        bool isRead = Recording.TryLoad(file, result.Sent.Epoch, out Recording? again, out string? problem);
        Oracle.Holds(isRead, $"what was saved cannot be read: {problem}");
        string? difference = RecordingDifference.Describe(result.Sent, again!);
        Oracle.Holds(difference is null, $"what was saved is read as something else: {difference}");
    }

    /// <summary>The input of <see cref="Replay"/> that a capture is.</summary>
    public static byte[] ToInput(byte[] file, int frames)
    {
        CaptureReader reader = new(new MemoryStream(file));
        List<byte> input = [];
        while (frames-- > 0 && reader.Read(out CapturedFrame? frame) == CaptureStatus.Frame)
        {
            if (input.Count == 0)
            {
                input.AddRange(Sequence.Of(0, [Encoding.UTF8.GetBytes(reader.Interfaces[0].Comment)]));
            }

            input.AddRange(Sequence.Of(frame!.Direction is FrameDirection.Out ? (byte)(Outwards | 2) : (byte)2, [frame.Octets]));
        }

        return [.. input];
    }

    private static byte[] ToCapture(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        using MemoryStream file = new();
        byte[] room = new byte[4 * Sequence.LongestMessage + PcapngWriter.SmallBlock];
        file.Write(room, 0, PcapngWriter.WriteSection(room, "netkit-fuzz"));
        _ = reader.Octet();
        string description = Encoding.UTF8.GetString(Sequence.Message(ref reader));
        file.Write(room, 0, PcapngWriter.WriteInterface(room, "box", string.Empty, description));
        Instant now = Sequence.Start;
        while (!reader.IsEmpty)
        {
            byte decision = reader.Octet();
            now += Sequence.Pause(decision);
            FrameDirection direction = (decision & Outwards) != 0 ? FrameDirection.Out : FrameDirection.In;
            OutgoingFrame frame = new(Sequence.Message(ref reader), default, default, FrameOffload.Complete);
            string comment = FrameComment.Of(direction, FrameOffload.Complete, null);
            file.Write(room, 0, PcapngWriter.WritePacket(room, 0, now.Ticks * 100, direction, frame, comment));
        }

        return file.ToArray();
    }
}
