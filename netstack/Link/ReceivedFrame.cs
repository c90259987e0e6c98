using System;

namespace NetKit.Netstack.Link;

/// <summary>A frame borrowed from a device: valid until the next one is taken, or longer, see <see cref="IsKept"/>.</summary>
public readonly ref struct ReceivedFrame(ReadOnlySpan<byte> octets, FrameOffload offload)
{
    /// <summary>The frame from its Ethernet header on, without preamble and check sequence.</summary>
    public ReadOnlySpan<byte> Octets { get; } = octets;

    public FrameOffload Offload { get; } = offload;

    /// <summary>
    /// It stays as it is while the next frame is taken, as do those kept before it: the first that is not kept ends that for all of them, as does
    /// a device that has no more.
    /// </summary>
    public bool IsKept { get; init; }

    /// <summary>It lies where the garbage collector leaves it: while it is valid, its address may be kept for a system call.</summary>
    public bool IsPinned { get; init; }
}
