using NetKit.Netstack.Link;

namespace NetKit.Fuzz.Nodes;

/// <summary>The node's end of a <see cref="FuzzLink"/>.</summary>
internal readonly struct FuzzDevice(FuzzLink link) : ILinkDevice
{
    public LinkCapabilities Capabilities => link.Capabilities;

    public bool TryReceive(out ReceivedFrame frame)
    {
        bool has = link.ToNode.TryDequeue(out (byte[] Octets, FrameOffload Offload) next);
        frame = has ? new ReceivedFrame(next.Octets, next.Offload) : default;
        return has;
    }

    public SendOutcome Send(in OutgoingFrame frame)
    {
        if (link.IsFull)
        {
            return SendOutcome.Full;
        }

        link.FromNode.Enqueue(([.. frame.Headers, .. frame.Payload, .. frame.PayloadRest], frame.Offload));
        return SendOutcome.Sent;
    }

    public void Flush()
    {
    }
}
