namespace NetKit.Netstack.Link;

/// <summary>Work on a frame that is left to whoever handles it next: checksum and segmentation (virtio 1.2 §5.1.6).</summary>
public readonly record struct FrameOffload
{
    /// <summary>A frame as it stands on a wire: complete checksums, no segmentation.</summary>
    public static FrameOffload Complete => default;

    /// <summary>
    /// The transport checksum field holds only the pseudo-header's sum. On a received frame it means that the payload
    /// never left memory: there is nothing to verify.
    /// </summary>
    public bool NeedsChecksum { get; init; }

    /// <summary>The device has verified the transport checksum already.</summary>
    public bool ChecksumVerified { get; init; }

    /// <summary>Octets from the frame's start to the transport header, where the checksum begins.</summary>
    public ushort ChecksumStart { get; init; }

    /// <summary>Octets from <see cref="ChecksumStart"/> to the checksum field.</summary>
    public ushort ChecksumOffset { get; init; }

    public SegmentationKind Segmentation { get; init; }

    /// <summary>Payload octets of each frame to cut; zero when there is nothing to cut.</summary>
    public ushort SegmentSize { get; init; }

    /// <summary>Octets of all headers together, repeated in front of each frame cut.</summary>
    public ushort HeaderLength { get; init; }
}
