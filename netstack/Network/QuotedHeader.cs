using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// The IP header of a packet that is no longer there, for an error to quote. What is not known is what a Linux host would have sent: DF,
/// identification zero; the hop count is at its end.
/// </summary>
internal readonly record struct QuotedHeader(IpAddress Source, IpAddress Destination, IpProtocol Protocol)
{
    private const byte LastHop = 1;

    /// <summary>Octets that <see cref="Emit"/> writes.</summary>
    public int Length => Source.IsV4 ? Ipv4Header.MinimumLength : Ipv6Header.Length;

    public void Emit(Span<byte> destination, int payloadLength)
    {
        if (Source.IsV4)
        {
            new Ipv4Header
            {
                Source = Source,
                Destination = Destination,
                Protocol = Protocol,
                TimeToLive = LastHop,
                DontFragment = true,
                PayloadLength = payloadLength,
            }.Emit(destination);
            return;
        }

        new Ipv6Header
        {
            Source = Source,
            Destination = Destination,
            Protocol = Protocol,
            HopLimit = LastHop,
            PayloadLength = payloadLength,
        }.Emit(destination);
    }

    /// <summary>Copies as much of the payload as has room; returns the octets copied.</summary>
    public static int CopyStart(ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        ReadOnlySpan<byte> start = payload[..Math.Min(payload.Length, destination.Length)];
        start.CopyTo(destination);
        return start.Length;
    }
}
