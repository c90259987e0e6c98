namespace NetKit.Netstack.Link;

/// <summary>One end of a <see cref="LinkPair"/>.</summary>
public readonly struct LinkEnd : ILinkDevice
{
    private readonly LinkPair _pair;
    private readonly int _end;

    internal LinkEnd(LinkPair pair, int end)
    {
        _pair = pair;
        _end = end;
    }

    public LinkCapabilities Capabilities => _pair.Capabilities;

    public bool TryReceive(out ReceivedFrame frame) => _pair.TryReceive(_end, out frame);

    public SendOutcome Send(in OutgoingFrame frame) => _pair.Send(_end, frame);

    /// <summary>Nothing to do: a frame is on its way when it was sent.</summary>
    public void Flush()
    {
    }
}
