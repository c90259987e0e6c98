namespace NetKit.Netstack.Link;

/// <summary>How a super-frame is to be cut into frames, in the words of virtio-net's <c>gso_type</c>.</summary>
public enum SegmentationKind : byte
{
    None,
    TcpV4,
    TcpV6,
    Udp,
}
