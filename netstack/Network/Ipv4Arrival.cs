using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>A whole IPv4 packet that has passed the checks of its header.</summary>
/// <param name="header">Its header; of a reassembled packet, that of the first fragment.</param>
/// <param name="payload">What is behind the header.</param>
/// <param name="packet">The packet as it arrived, for errors to quote; of a reassembled packet, its last fragment.</param>
/// <param name="offload">What the link says of its checksum and segments.</param>
/// <param name="toGroup">The frame was for everybody or for a group.</param>
internal readonly ref struct Ipv4Arrival(
    Ipv4Header header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> packet, FrameOffload offload, bool toGroup)
{
    private readonly Ipv4Header _header = header;

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ref readonly Ipv4Header Header => ref _header;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public ReadOnlySpan<byte> Packet { get; } = packet;

    public FrameOffload Offload { get; } = offload;

    public bool ToGroup { get; } = toGroup;

    /// <summary>The payload never left memory, or the device has checked it.</summary>
    public bool IsChecksumKnown => Offload.NeedsChecksum || Offload.ChecksumVerified;

    public bool IsTransportChecksumValid =>
        IsChecksumKnown
        || InternetSum.PseudoHeader(_header.Source, _header.Destination, _header.Protocol, Payload.Length).Add(Payload).IsValid;
}
