using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Network;

/// <summary>A link device between two queues of frames.</summary>
internal readonly struct MemoryDevice(FrameQueue incoming, FrameQueue outgoing, LinkCapabilities capabilities) : ILinkDevice
{
    public LinkCapabilities Capabilities => capabilities;

    public bool TryReceive(out ReceivedFrame frame)
    {
        if (incoming.Count == 0)
        {
            frame = default;
            return false;
        }

        frame = incoming.Take();
        return true;
    }

    public SendOutcome Send(in OutgoingFrame frame)
    {
        bool isTooLong = frame.Length > EthernetHeader.Length + capabilities.Mtu && frame.Offload.Segmentation is SegmentationKind.None;
        bool asksTooMuch = (frame.Offload.Segmentation is SegmentationKind.TcpV4 or SegmentationKind.TcpV6 && !capabilities.SegmentsTcp)
            || (frame.Offload.Segmentation is SegmentationKind.Udp && !capabilities.SegmentsUdp)
            || (frame.Offload.NeedsChecksum && !capabilities.CompletesChecksums);
        if (isTooLong || asksTooMuch)
        {
            return SendOutcome.Refused;
        }

        if (outgoing.IsFull)
        {
            return SendOutcome.Full;
        }

        outgoing.Add(frame);
        return SendOutcome.Sent;
    }

    public void Flush()
    {
    }
}
