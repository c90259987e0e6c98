using System;

namespace NetKit.Netstack.Network;

/// <summary>A fragment of either family. The spans are borrowed.</summary>
internal readonly ref struct ReceivedFragment
{
    public FragmentKey Key { get; init; }

    /// <summary>In octets.</summary>
    public int Offset { get; init; }

    public bool MoreFragments { get; init; }

    public byte TrafficClass { get; init; }

    /// <summary>All that stands in front of the payload.</summary>
    public ReadOnlySpan<byte> Headers { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    public int End => Offset + Payload.Length;
}
