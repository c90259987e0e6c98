using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NetKit.Fuzz.Corpus;
using NetKit.Fuzz.Parsers;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Nodes;

/// <summary>The whole node: frames of any kind in any order, with time passing in between.</summary>
internal sealed class NodeTarget : IFuzzTarget
{
    // What the first octet of a message decides, beside the pause before it (3 bits).
    private const byte Repair = 0x08;
    private const byte Verified = 0x10;
    private const byte Batch = 0x20;
    private const byte Full = 0x40;
    private const byte Odd = 0x80;

    private const int FramesPerSeed = 12;

    public string Name => "node";

    public string About => "sequences of frames: every frame counts once, what is sent can be read, memory comes back";

    public int Weight => 100;

    public IEnumerable<byte[]> Seeds(SeedFrames frames)
    {
        foreach (SeedCapture capture in frames.Captures)
        {
            foreach (byte[][] chunk in capture.Frames.Where(static frame => frame.Length <= Sequence.LongestMessage).Chunk(FramesPerSeed).Take(3))
            {
                yield return [0, .. Sequence.Of(Repair | Verified | 2, chunk)];
            }
        }
    }

    public void Run(ReadOnlySpan<byte> input)
    {
        InputReader reader = new(input);
        NodeRig rig = new(offloads: (reader.Octet() & 1) != 0);
        while (!reader.IsEmpty)
        {
            byte decision = reader.Octet();
            byte[] frame = Sequence.Message(ref reader).ToArray();
            if ((decision & Repair) != 0)
            {
                RepairFrame(frame);
            }

            rig.Link.IsFull = (decision & Full) != 0;
            rig.Link.ToNode.Enqueue((frame, OffloadOf(decision, frame)));
            if ((decision & Batch) == 0)
            {
                _ = rig.Poll();
                rig.Wait(Sequence.Pause(decision));
            }
        }

        _ = rig.Poll();
        rig.End();
    }

    // Frames of the captures that went the other way come to the node too: addressed to it, they are as good as any.
    private static void RepairFrame(Span<byte> frame)
    {
        if (EthernetView.TryCreate(frame, out EthernetView view) is not WireError.None)
        {
            return;
        }

        if (view.Type is EtherType.Ipv4)
        {
            InternetReaders.RepairIpv4(frame[EthernetHeader.Length..]);
        }
    }

    private static FrameOffload OffloadOf(byte decision, ReadOnlySpan<byte> frame) => new()
    {
        ChecksumVerified = (decision & Verified) != 0,
        NeedsChecksum = (decision & Odd) != 0,
        Segmentation = (decision & Odd) != 0 ? SegmentationKind.TcpV4 : SegmentationKind.None,
        SegmentSize = (decision & Odd) != 0 && frame.Length > 20 ? BinaryPrimitives.ReadUInt16BigEndian(frame[16..]) : (ushort)0,
    };
}
