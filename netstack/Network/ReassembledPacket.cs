using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>An IPv6 packet put together from fragments. Valid until the next call on the reassembler that made it.</summary>
public readonly ref struct ReassembledPacket
{
    internal ReassembledPacket(scoped in Ipv6Header header, ReadOnlySpan<byte> payload)
    {
        Header = header;
        Payload = payload;
    }

    /// <summary>
    /// That of the first fragment, as parsed from a packet that was never cut: the protocol is what lies behind all extension headers.
    /// </summary>
    public Ipv6Header Header { get; }

    /// <summary>Behind all extension headers.</summary>
    public ReadOnlySpan<byte> Payload { get; }
}
