using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>A packet to send, cut from a longer one. The payload is the whole packet's own memory, in up to two parts.</summary>
public readonly ref struct Ipv6Fragment
{
    /// <summary>Octets that <see cref="Emit"/> writes at most.</summary>
    public const int LongestHeaders = Ipv6Header.Length + Ipv6FragmentHeader.Length;

    internal Ipv6Fragment(scoped in Ipv6Header header, Ipv6FragmentHeader? fragmentHeader, PayloadPair payload)
    {
        Header = header;
        FragmentHeader = fragmentHeader;
        (Payload, PayloadRest) = payload;
    }

    /// <summary>Its payload length counts the fragment header.</summary>
    public Ipv6Header Header { get; }

    /// <summary>Null when the packet did not need cutting.</summary>
    public Ipv6FragmentHeader? FragmentHeader { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public ReadOnlySpan<byte> PayloadRest { get; }

    /// <summary>Writes all headers in front of the payload; returns their octets: 40 or 48.</summary>
    public int Emit(Span<byte> destination)
    {
        Header.Emit(destination);
        if (FragmentHeader is not { } fragment)
        {
            return Ipv6Header.Length;
        }

        fragment.Emit(destination[Ipv6Header.Length..]);
        return LongestHeaders;
    }
}
