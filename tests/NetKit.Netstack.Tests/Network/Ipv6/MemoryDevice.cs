using NetKit.Netstack.Link;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>The node's end of a <see cref="MemoryLink"/>.</summary>
internal readonly struct MemoryDevice(MemoryLink link) : ILinkDevice
{
    public LinkCapabilities Capabilities => link.Capabilities;

    public bool TryReceive(out ReceivedFrame frame)
    {
        bool isThere = link.TryTake(out SentFrame next);
        frame = isThere ? new ReceivedFrame(next.Octets, next.Offload) : default;
        return isThere;
    }

    public SendOutcome Send(in OutgoingFrame frame) => link.Take(frame);

    public void Flush()
    {
    }
}
