using System;
using System.Diagnostics;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// Writes whole IP packets with an ICMP error in them. The error quotes as much of the packet that it is about as a packet of
/// <see cref="MaximumLengthV4"/> or <see cref="MaximumLengthV6"/> octets, or the given room, can hold. Whether it may be sent is for
/// <see cref="IcmpErrorPolicy"/> and <see cref="IcmpErrorLimiter"/> to say.
/// </summary>
public static class IcmpErrorWriter
{
    /// <summary>RFC 1812 §4.3.2.3: what every IPv4 host can take.</summary>
    public const int MaximumLengthV4 = 576;

    /// <summary>RFC 4443 §2.4(c): what every IPv6 link can carry.</summary>
    public const int MaximumLengthV6 = Ipv6Header.MinimumMtu;

    private const int QuoteOffsetV4 = Ipv4Header.MinimumLength + Icmpv4Header.Length;
    private const int QuoteOffsetV6 = Ipv6Header.Length + Icmpv6Header.Length;
    private const byte TimeToLive = 64;

    // RFC 1812 §4.3.2.5: precedence 6, internetwork control.
    private const byte TrafficClassV4 = 0xC0;

    /// <summary>Writes the error about a packet that is there; returns the octets written.</summary>
    /// <param name="packet">Room for the whole error. With less than the family's maximum the quote is shorter.</param>
    /// <param name="error">What is said.</param>
    /// <param name="to">The source of <paramref name="original"/>.</param>
    /// <param name="original">What it is about, from its IP header on and as it arrived; the beginning is enough.</param>
    public static int Write(Span<byte> packet, in IcmpError error, IpAddress to, ReadOnlySpan<byte> original)
    {
        Span<byte> room = RoomForQuote(packet, error);
        ReadOnlySpan<byte> quote = original[..Math.Min(original.Length, room.Length)];
        quote.CopyTo(room);
        return Finish(packet, error, to, quote.Length);
    }

    /// <summary>Writes the error about a UDP datagram that is no longer there; returns the octets written.</summary>
    public static int Write(Span<byte> packet, in IcmpError error, in QuotedUdp original) =>
        Finish(packet, error, original.Source, original.Emit(RoomForQuote(packet, error)));

    /// <summary>Writes the error about an echo request that is no longer there; returns the octets written.</summary>
    public static int Write(Span<byte> packet, in IcmpError error, in QuotedEcho original) =>
        Finish(packet, error, original.Source, original.Emit(RoomForQuote(packet, error)));

    private static Span<byte> RoomForQuote(Span<byte> packet, in IcmpError error)
    {
        (int start, int end) = error.From.IsV4 ? (QuoteOffsetV4, MaximumLengthV4) : (QuoteOffsetV6, MaximumLengthV6);
        return packet[start..Math.Min(end, packet.Length)];
    }

    private static int Finish(Span<byte> packet, in IcmpError error, IpAddress to, int quoteLength)
    {
        Debug.Assert(error.From.IsV4 == to.IsV4);
        return error.From.IsV4 ? FinishV4(packet, error, to, quoteLength) : FinishV6(packet, error, to, quoteLength);
    }

    private static int FinishV4(Span<byte> packet, in IcmpError error, IpAddress to, int quoteLength)
    {
        Icmpv4Header message = new((Icmpv4Type)error.Type, error.Code, error.RestOfHeader);
        message.Emit(packet[Ipv4Header.MinimumLength..], packet.Slice(QuoteOffsetV4, quoteLength));

        // RFC 6864 §4.1: with DF the identification means nothing.
        Ipv4Header header = new()
        {
            Source = error.From,
            Destination = to,
            Protocol = IpProtocol.Icmp,
            TimeToLive = TimeToLive,
            TrafficClass = TrafficClassV4,
            DontFragment = true,
            PayloadLength = Icmpv4Header.Length + quoteLength,
        };
        header.Emit(packet);
        return QuoteOffsetV4 + quoteLength;
    }

    private static int FinishV6(Span<byte> packet, in IcmpError error, IpAddress to, int quoteLength)
    {
        int length = Icmpv6Header.Length + quoteLength;
        Icmpv6Header message = new((Icmpv6Type)error.Type, error.Code, error.RestOfHeader);
        InternetSum pseudoHeader = InternetSum.PseudoHeader(error.From, to, IpProtocol.Icmpv6, length);
        message.Emit(packet[Ipv6Header.Length..], pseudoHeader, packet.Slice(QuoteOffsetV6, quoteLength));
        Ipv6Header header = new()
        {
            Source = error.From,
            Destination = to,
            Protocol = IpProtocol.Icmpv6,
            HopLimit = TimeToLive,
            PayloadLength = length,
        };
        header.Emit(packet);
        return QuoteOffsetV6 + quoteLength;
    }
}
