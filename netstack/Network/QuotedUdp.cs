using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>A UDP datagram that is no longer there, built anew for an error to quote. The checksum is right for this payload.</summary>
/// <param name="source">Who sent it, and will get the error.</param>
/// <param name="sourcePort">The port there.</param>
/// <param name="destination">Whom it was for.</param>
/// <param name="destinationPort">The port there.</param>
/// <param name="payload">As much of the payload as is known: 0-65,507 octets, borrowed.</param>
public readonly ref struct QuotedUdp(
    IpAddress source, ushort sourcePort, IpAddress destination, ushort destinationPort, ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;

    public IpAddress Source { get; } = source;

    public IpAddress Destination { get; } = destination;

    public ushort SourcePort { get; } = sourcePort;

    public ushort DestinationPort { get; } = destinationPort;

    /// <summary>Writes headers, and payload as far as there is room; returns the octets written.</summary>
    public int Emit(Span<byte> destination)
    {
        QuotedHeader ip = new(Source, Destination, IpProtocol.Udp);
        int length = UdpHeader.Length + _payload.Length;
        ip.Emit(destination, length);

        Span<byte> datagram = destination[ip.Length..];
        new UdpHeader(SourcePort, DestinationPort, _payload.Length).Emit(datagram);
        InternetSum sum = InternetSum.PseudoHeader(Source, Destination, IpProtocol.Udp, length)
            .Add(datagram[..UdpHeader.Length])
            .Add(_payload);
        UdpHeader.WriteChecksum(datagram, sum.ToField());
        return ip.Length + UdpHeader.Length + QuotedHeader.CopyStart(_payload, datagram[UdpHeader.Length..]);
    }
}
