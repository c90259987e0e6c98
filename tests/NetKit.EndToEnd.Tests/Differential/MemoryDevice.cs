using NetKit.Netstack.Link;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>The node's end of a <see cref="MemoryLink"/>.</summary>
internal readonly struct MemoryDevice(MemoryLink link) : ILinkDevice
{
    public LinkCapabilities Capabilities => new(1500, false, false, false);

    public bool TryReceive(out ReceivedFrame frame)
    {
        bool has = link.ToNode.TryDequeue(out byte[]? next);
        frame = has ? new ReceivedFrame(next, FrameOffload.Complete) : default;
        return has;
    }

    public SendOutcome Send(in OutgoingFrame frame)
    {
        link.FromNode.Add([.. frame.Headers, .. frame.Payload, .. frame.PayloadRest]);
        return SendOutcome.Sent;
    }

    public void Flush()
    {
    }
}
