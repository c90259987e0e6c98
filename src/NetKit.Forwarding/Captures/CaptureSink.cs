using NetKit.Netstack.Link;

namespace NetKit.Forwarding.Captures;

/// <summary>Shows an endpoint's frames to its captures. A struct, so that the question whether there are any is all it costs.</summary>
internal readonly struct CaptureSink(CaptureTap tap) : IFrameSink
{
    private readonly CaptureTap _tap = tap;

    public bool IsOpen => _tap.IsOpen;

    public void OnReceived(in ReceivedFrame frame) => _tap.OnReceived(frame);

    public void OnHandled() => _tap.OnHandled();

    public void OnSent(in OutgoingFrame frame, SendOutcome outcome) => _tap.OnSent(frame, outcome);
}
