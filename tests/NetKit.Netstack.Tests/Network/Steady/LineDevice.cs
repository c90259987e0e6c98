using NetKit.Netstack.Link;

namespace NetKit.Netstack.Tests.Network.Steady;

/// <summary>One end of a link of two lines.</summary>
internal readonly struct LineDevice(FrameLine incoming, FrameLine outgoing, LinkCapabilities capabilities) : ILinkDevice
{
    public LinkCapabilities Capabilities => capabilities;

    public bool TryReceive(out ReceivedFrame frame) => incoming.TryTake(out frame);

    public SendOutcome Send(in OutgoingFrame frame) => outgoing.Put(frame);

    public void Flush()
    {
    }
}
