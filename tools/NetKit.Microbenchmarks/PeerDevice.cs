using NetKit.Netstack.Link;

namespace NetKit.Microbenchmarks;

/// <summary>The node's end of a <see cref="PeerLink"/>.</summary>
internal readonly struct PeerDevice(PeerLink link) : ILinkDevice
{
    public LinkCapabilities Capabilities => link.Capabilities;

    public bool TryReceive(out ReceivedFrame frame) => link.TryReceive(out frame);

    public SendOutcome Send(in OutgoingFrame frame)
    {
        link.OnSent(frame);
        return SendOutcome.Sent;
    }

    public void Flush()
    {
    }
}
