using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>An echo request that is no longer there, built anew for an error to quote. Its checksum is right for the data given.</summary>
/// <param name="source">Who sent it, and will get the error.</param>
/// <param name="destination">Whom it was for.</param>
/// <param name="identifier">The sender's identifier.</param>
/// <param name="sequence">The request's number.</param>
/// <param name="payload">As much of the data as is known: 0-65,507 octets, borrowed.</param>
public readonly ref struct QuotedEcho(
    IpAddress source, IpAddress destination, ushort identifier, ushort sequence, ReadOnlySpan<byte> payload)
{
    // The same in both families.
    private const int HeaderLength = Icmpv4Header.Length;

    private readonly ReadOnlySpan<byte> _payload = payload;

    public IpAddress Source { get; } = source;

    public IpAddress Destination { get; } = destination;

    public ushort Identifier { get; } = identifier;

    public ushort Sequence { get; } = sequence;

    /// <summary>Writes headers, and data as far as there is room; returns the octets written.</summary>
    public int Emit(Span<byte> destination)
    {
        QuotedHeader ip = new(Source, Destination, Source.IsV4 ? IpProtocol.Icmp : IpProtocol.Icmpv6);
        int length = HeaderLength + _payload.Length;
        ip.Emit(destination, length);

        Span<byte> message = destination[ip.Length..];
        if (Source.IsV4)
        {
            Icmpv4Header.Echo(Identifier, Sequence).Emit(message, _payload);
        }
        else
        {
            InternetSum pseudoHeader = InternetSum.PseudoHeader(Source, Destination, IpProtocol.Icmpv6, length);
            Icmpv6Header.Echo(Identifier, Sequence).Emit(message, pseudoHeader, _payload);
        }

        return ip.Length + HeaderLength + QuotedHeader.CopyStart(_payload, message[HeaderLength..]);
    }
}
