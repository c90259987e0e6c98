namespace NetKit.Netstack.Link.Offload;

/// <summary>Compares what a frame leaves undone with what a device does.</summary>
public static class OffloadNeeds
{
    /// <summary>True: the device takes the frame as it is. False: it has to go through a <see cref="FrameCutter"/>.</summary>
    public static bool AreMet(in LinkCapabilities link, in FrameOffload offload) =>
        (!offload.NeedsChecksum || link.CompletesChecksums)
        && offload.Segmentation switch
        {
            SegmentationKind.None => true,
            SegmentationKind.Udp => link.SegmentsUdp,
            _ => link.SegmentsTcp,
        };
}
