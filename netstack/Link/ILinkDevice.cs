namespace NetKit.Netstack.Link;

/// <summary>
/// A source and sink of Ethernet frames. Neither call blocks. A device is used by one thread at a time; implementations
/// are structs round a reference, so that the stack's calls are direct.
/// </summary>
public interface ILinkDevice
{
    /// <summary>Constant for the life of the device.</summary>
    LinkCapabilities Capabilities { get; }

    /// <summary>Takes the next waiting frame, if there is one. It is valid until the next call of this, or longer: <see cref="ReceivedFrame.IsKept"/>.</summary>
    bool TryReceive(out ReceivedFrame frame);

    /// <summary>Sends one frame, or keeps it for <see cref="Flush"/> where the device sends in batches.</summary>
    SendOutcome Send(in OutgoingFrame frame);

    /// <summary>Ends a batch: whatever was kept goes out now.</summary>
    void Flush();
}
