using System;
using System.Buffers.Binary;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;
using NetKit.Replay.Recordings;

namespace NetKit.Replay.Hosts;

/// <summary>The node's side of a <see cref="ReplayLink"/>.</summary>
internal readonly struct ReplayDevice(ReplayLink link, Translator translator) : ILinkDevice
{
    public LinkCapabilities Capabilities => link.Capabilities;

    public bool TryReceive(out ReceivedFrame frame)
    {
        bool has = link.Waiting.TryDequeue(out (byte[] Octets, FrameOffload Offload) next);
        frame = has ? new ReceivedFrame(next.Octets, next.Offload) : default;
        return has;
    }

    public SendOutcome Send(in OutgoingFrame frame)
    {
        byte[] octets = [.. frame.Headers, .. frame.Payload, .. frame.PayloadRest];
        Complete(octets, frame.Offload);
        translator.OnSent(octets);
        FrameOffload cut = new() { Segmentation = frame.Offload.Segmentation, SegmentSize = frame.Offload.SegmentSize };
        link.Sent.Add(new RecordedFrame(link.Now, FrameDirection.Out, octets, cut));
        return SendOutcome.Sent;
    }

    public void Flush()
    {
    }

    private static void Complete(Span<byte> frame, in FrameOffload offload)
    {
        int field = offload.ChecksumStart + offload.ChecksumOffset;
        if (offload.NeedsChecksum && field + sizeof(ushort) <= frame.Length)
        {
            ushort sum = InternetSum.Of(frame[offload.ChecksumStart..]).ToField();
            BinaryPrimitives.WriteUInt16BigEndian(frame[field..], sum == 0 ? ushort.MaxValue : sum);
        }
    }
}
