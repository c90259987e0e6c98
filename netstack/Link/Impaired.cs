namespace NetKit.Netstack.Link;

/// <summary>A device at the node's end of an <see cref="ImpairedLink{TDevice}"/>.</summary>
public readonly struct Impaired<TDevice>(ImpairedLink<TDevice> link) : ILinkDevice
    where TDevice : struct, ILinkDevice
{
    private readonly ImpairedLink<TDevice> _link = link;

    public LinkCapabilities Capabilities => _link.Capabilities;

    public bool TryReceive(out ReceivedFrame frame) => _link.TryReceive(out frame);

    /// <summary>Always takes the frame: what finds no room is lost on the way.</summary>
    public SendOutcome Send(in OutgoingFrame frame)
    {
        _link.Offer(frame);
        return SendOutcome.Sent;
    }

    public void Flush() => _link.Flush();
}
