using NetKit.Netstack.Link;

namespace NetKit.Forwarding.Networks;

/// <summary>
/// A switch as the link device of the node behind it: frames between ports pass inside <see cref="TryReceive"/>, and only the node's own come out
/// of it. So one node serves a network exactly as it serves one container.
/// </summary>
internal readonly struct SwitchDevice(SwitchFabric fabric) : ILinkDevice
{
    private readonly SwitchFabric _fabric = fabric;

    public LinkCapabilities Capabilities => _fabric.Capabilities;

    public bool TryReceive(out ReceivedFrame frame) => _fabric.TryReceive(out frame);

    public SendOutcome Send(in OutgoingFrame frame) => _fabric.Send(frame);

    public void Flush() => _fabric.Flush();
}
