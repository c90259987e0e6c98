namespace NetKit.Netstack.Link;

/// <summary>
/// Whoever watches the frames of a <see cref="Traced{TDevice,TSink}"/>. It borrows them for the call. A sink that wants the time keeps
/// it: whoever polls the node knows it.
/// </summary>
public interface IFrameSink
{
    /// <summary>False: nobody watches, and nothing else is called.</summary>
    bool IsOpen { get; }

    /// <summary>A frame came in. What becomes of it is known at <see cref="OnHandled"/>.</summary>
    void OnReceived(in ReceivedFrame frame);

    /// <summary>The device is used again: the frame that came in last has been delivered or dropped by now.</summary>
    void OnHandled();

    /// <summary>
    /// A frame went out, or was refused for good. One that the device had no room for is not reported: it comes again.
    /// </summary>
    void OnSent(in OutgoingFrame frame, SendOutcome outcome);
}
