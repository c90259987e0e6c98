using System.Collections.Generic;
using NetKit.Netstack.Link;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>A cable that ends in lists.</summary>
internal sealed class MemoryLink(LinkCapabilities capabilities)
{
    private readonly Queue<SentFrame> _toNode = new();

    public LinkCapabilities Capabilities { get; } = capabilities;

    /// <summary>What the node sent, oldest first.</summary>
    public List<SentFrame> FromNode { get; } = [];

    /// <summary>Frames from the node are counted and forgotten.</summary>
    public bool IsForgetful { get; set; }

    public bool IsFull { get; set; }

    public long Forgotten { get; private set; }

    public void Put(byte[] frame, FrameOffload offload = default) => _toNode.Enqueue(new SentFrame(frame, offload));

    public bool TryTake(out SentFrame frame) => _toNode.TryDequeue(out frame);

    public SendOutcome Take(in OutgoingFrame frame)
    {
        if (IsFull)
        {
            return SendOutcome.Full;
        }

        if (IsForgetful)
        {
            Forgotten++;
        }
        else
        {
            FromNode.Add(new SentFrame([.. frame.Headers, .. frame.Payload, .. frame.PayloadRest], frame.Offload));
        }

        return SendOutcome.Sent;
    }
}
