using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>An IPv4 datagram put together from fragments. Valid until the next call on the reassembler that made it.</summary>
public readonly ref struct ReassembledDatagram
{
    internal ReassembledDatagram(scoped in Ipv4Header header, ReadOnlySpan<byte> payload)
    {
        Header = header;
        Payload = payload;
    }

    /// <summary>
    /// That of the first fragment, as if there had been no other: offset zero, no more fragments, DF clear; congestion is marked if
    /// any fragment met it (RFC 3168 §5.3).
    /// </summary>
    public Ipv4Header Header { get; }

    public ReadOnlySpan<byte> Payload { get; }
}
