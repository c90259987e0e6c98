using System;

namespace NetKit.Netstack.Network;

/// <summary>
/// The bounds of a reassembler. Of datagrams and of octets, one source gets half at most: a sender of endless first fragments pushes out
/// its own, not its neighbour's.
/// </summary>
public sealed record ReassemblyLimits
{
    /// <summary>RFC 1122 §3.3.2 wants a fixed time of 60 to 120 s. Linux waits 30 s, and a link without routers needs no more.</summary>
    public static ReassemblyLimits Ipv4 => new();

    /// <summary>RFC 8200 §4.5: 60 s from the first fragment to arrive.</summary>
    public static ReassemblyLimits Ipv6 => new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Incomplete datagrams held at most, abandoned ones included; at least 1.</summary>
    public int Datagrams { get; init; } = 64;

    /// <summary>Octets of payload held at most, counted in blocks of 4 KiB; at least one block.</summary>
    public int Octets { get; init; } = 1 << 20;

    /// <summary>Fragments of one datagram at most: enough for 64 KiB in pieces of 256 octets.</summary>
    public int Fragments { get; init; } = 256;

    /// <summary>From a datagram's first fragment to arrive until it is given up.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
