namespace NetKit.Netstack.Link;

/// <summary>
/// A device that shows every frame to a sink. While nobody watches it costs one question a call; where it is not used it costs nothing.
/// </summary>
public readonly struct Traced<TDevice, TSink>(TDevice device, TSink sink) : ILinkDevice
    where TDevice : struct, ILinkDevice
    where TSink : struct, IFrameSink
{
    private readonly TDevice _device = device;
    private readonly TSink _sink = sink;

    public LinkCapabilities Capabilities => _device.Capabilities;

    public bool TryReceive(out ReceivedFrame frame)
    {
        if (!_sink.IsOpen)
        {
            return _device.TryReceive(out frame);
        }

        _sink.OnHandled();
        if (!_device.TryReceive(out frame))
        {
            return false;
        }

        _sink.OnReceived(frame);
        return true;
    }

    public SendOutcome Send(in OutgoingFrame frame)
    {
        if (!_sink.IsOpen)
        {
            return _device.Send(frame);
        }

        _sink.OnHandled();
        SendOutcome outcome = _device.Send(frame);
        if (outcome is not SendOutcome.Full)
        {
            _sink.OnSent(frame, outcome);
        }

        return outcome;
    }

    public void Flush()
    {
        if (_sink.IsOpen)
        {
            _sink.OnHandled();
        }

        _device.Flush();
    }
}
