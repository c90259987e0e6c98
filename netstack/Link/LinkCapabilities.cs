namespace NetKit.Netstack.Link;

/// <summary>What a link device can do. Offload is data, not an <c>if</c> in the protocol.</summary>
/// <param name="Mtu">The largest IP packet that may go out unsegmented, in octets: 576-65535.</param>
/// <param name="CompletesChecksums">
/// The device (or its peer) finishes transport checksums: the stack writes the pseudo-header sum only.
/// </param>
/// <param name="SegmentsTcp">The device takes TCP super-frames of up to 65,535 octets and cuts them to the MSS.</param>
/// <param name="SegmentsUdp">The same for UDP datagrams of one size (USO).</param>
public readonly record struct LinkCapabilities(int Mtu, bool CompletesChecksums, bool SegmentsTcp, bool SegmentsUdp);
