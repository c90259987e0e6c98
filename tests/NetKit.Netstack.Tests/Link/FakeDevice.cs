using NetKit.Netstack.Link;

namespace NetKit.Netstack.Tests.Link;

/// <summary>A device whose other end is a test.</summary>
internal readonly struct FakeDevice(FakeWire wire) : ILinkDevice
{
    public LinkCapabilities Capabilities => wire.Capabilities;

    public bool TryReceive(out ReceivedFrame frame)
    {
        bool has = wire.Waiting.TryDequeue(out (byte[] Octets, FrameOffload Offload) next);
        frame = has ? new ReceivedFrame(next.Octets, next.Offload) : default;
        return has;
    }

    public SendOutcome Send(in OutgoingFrame frame)
    {
        if (wire.Outcome is SendOutcome.Sent)
        {
            wire.Sent.Add([.. frame.Headers, .. frame.Payload, .. frame.PayloadRest]);
        }

        return wire.Outcome;
    }

    public void Flush() => wire.Flushes++;
}
