using NetKit.Netstack.Link;

namespace NetKit.Links.Tap;

/// <summary>A TAP as the stack's link device: a struct, so that the stack's calls reach the port directly.</summary>
public readonly struct TapDevice(TapPort port) : ILinkDevice
{
    private readonly TapPort _port = port;

    public LinkCapabilities Capabilities => _port.Capabilities;

    public bool TryReceive(out ReceivedFrame frame) => _port.TryReceive(out frame);

    public SendOutcome Send(in OutgoingFrame frame) => _port.Send(frame);

    /// <summary>Nothing to do: a TAP takes one frame per write, and each went out when it was sent.</summary>
    public void Flush()
    {
    }
}
