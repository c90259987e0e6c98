using System;

namespace NetKit.Netstack.Link;

/// <summary>A frame borrowed from a device: valid until the next call on that device.</summary>
public readonly ref struct ReceivedFrame(ReadOnlySpan<byte> octets, FrameOffload offload)
{
    /// <summary>The frame from its Ethernet header on, without preamble and check sequence.</summary>
    public ReadOnlySpan<byte> Octets { get; } = octets;

    public FrameOffload Offload { get; } = offload;
}
