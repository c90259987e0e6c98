using NetKit.Netstack.Link;

namespace NetKit.Netstack.Tests.Network;

/// <summary>Kinds of links.</summary>
internal static class Links
{
    /// <summary>A wire: everything is done by the stack.</summary>
    public static LinkCapabilities Plain { get; } = new(1500, CompletesChecksums: false, SegmentsTcp: false, SegmentsUdp: false);

    /// <summary>A TAP device with its offloads on.</summary>
    public static LinkCapabilities Offloading { get; } = new(1500, CompletesChecksums: true, SegmentsTcp: true, SegmentsUdp: true);

    /// <summary>The same with the largest packets.</summary>
    public static LinkCapabilities Jumbo { get; } = new(65_520, CompletesChecksums: true, SegmentsTcp: true, SegmentsUdp: true);

    /// <summary>One that finishes checksums and nothing else.</summary>
    public static LinkCapabilities Summing { get; } = new(1500, CompletesChecksums: true, SegmentsTcp: false, SegmentsUdp: false);
}
