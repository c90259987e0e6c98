using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>A packet to send, cut from a datagram. The payload is the datagram's own memory, in up to two parts.</summary>
public readonly ref struct Ipv4Fragment
{
    internal Ipv4Fragment(scoped in Ipv4Header header, PayloadPair payload)
    {
        Header = header;
        (Payload, PayloadRest) = payload;
    }

    public Ipv4Header Header { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public ReadOnlySpan<byte> PayloadRest { get; }
}
