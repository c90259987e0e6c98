using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>ICMP messages in and out (RFC 792), and what ICMPv6 has in common with them.</summary>
public sealed partial class IpNode<TDevice>
{
    /// <summary>
    /// Sends the answer to an echo request that was forwarded. While the neighbour's link address is being asked for, the last message
    /// waits.
    /// </summary>
    public void SendEchoReply(
        IpAddress from, IpAddress to, ushort identifier, ushort sequence, byte timeToLive, ReadOnlySpan<byte> payload, ref TDevice device)
    {
        bool isKnown = TryResolve(to, out MacAddress mac, ref device);

        // The header is as long in ICMPv6.
        IpHeader ip = new()
        {
            Source = from,
            Destination = to,
            Protocol = to.IsV4 ? IpProtocol.Icmp : IpProtocol.Icmpv6,
            TimeToLive = timeToLive,
            PayloadLength = Icmpv4Header.Length + payload.Length,
        };
        Span<byte> message = _frame.AsSpan(EthernetHeader.Length + ip.Length, Icmpv4Header.Length);
        if (to.IsV4)
        {
            Icmpv4Header.EchoReply(identifier, sequence).Emit(message, payload);
        }
        else
        {
            InternetSum pseudo = InternetSum.PseudoHeader(from, to, IpProtocol.Icmpv6, ip.PayloadLength);
            Icmpv6Header.EchoReply(identifier, sequence).Emit(message, pseudo, payload);
        }

        if (isKnown)
        {
            SendWhole(mac, ip, message, payload, ref device);
        }
        else
        {
            HoldIcmp(ip, message, payload);
        }
    }

    /// <summary>Sends an error about a UDP datagram of a neighbour; the gateway speaks when the error names no sender.</summary>
    public void SendError(in IcmpError error, in QuotedUdp about, ref TDevice device)
    {
        if (MaySendError(about.Source, about.Destination))
        {
            bool isKnown = TryResolve(about.Source, out MacAddress mac, ref device);
            int length = IcmpErrorWriter.Write(_icmp, Named(error, about.Source), about);
            SendErrorPacket(isKnown ? mac : null, about.Source, length, ref device);
        }
    }

    /// <summary>Sends an error about an echo request of a neighbour.</summary>
    public void SendError(in IcmpError error, in QuotedEcho about, ref TDevice device)
    {
        if (MaySendError(about.Source, about.Destination))
        {
            bool isKnown = TryResolve(about.Source, out MacAddress mac, ref device);
            int length = IcmpErrorWriter.Write(_icmp, Named(error, about.Source), about);
            SendErrorPacket(isKnown ? mac : null, about.Source, length, ref device);
        }
    }

    private void OnIcmp<THandler>(in IpArrival packet, bool isOurs, ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        if (Icmpv4View.TryCreate(packet.Payload, out Icmpv4View view) is not WireError.None)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        if (!packet.IsChecksumKnown && !view.ChecksumIsValid)
        {
            Counters.Drop(DropReason.BadChecksum);
            return;
        }

        if (view.Type is Icmpv4Type.DestinationUnreachable && (Icmpv4UnreachableCode)view.Code is Icmpv4UnreachableCode.FragmentationNeeded
            && TryOnTooBigV4(view.Payload, (ushort)view.RestOfHeader))
        {
            Counters.Deliveries++;
            return;
        }

        if (view.Type is not Icmpv4Type.EchoRequest || view.Code != 0)
        {
            Counters.Drop(DropReason.IcmpIgnored);
            return;
        }

        Counters.Deliveries++;
        if (isOurs)
        {
            Counters.EchoReplies++;
            SendEchoReply(packet.Destination, packet.Source, view.Identifier, view.Sequence, DefaultTimeToLive, view.Payload, ref device);
            return;
        }

        handler.OnEcho(new EchoRequest
        {
            Source = packet.Source,
            Destination = packet.Destination,
            Identifier = view.Identifier,
            Sequence = view.Sequence,
            TimeToLive = (byte)(packet.TimeToLive - 1),
            DontFragment = packet.DontFragment,
            Payload = view.Payload,
        });
    }

    // About a packet that has just arrived.
    private void Report(in IpArrival packet, Icmpv4Header message, ref TDevice device)
    {
        if (Ipv4View.TryCreate(packet.Packet, out Ipv4View view) is not WireError.None
            || !IcmpErrorPolicy.MayReport(view, packet.ToGroup, _options.Subnet))
        {
            return;
        }

        SendErrorIfAllowed(IcmpError.Of(_options.Gateway, message), packet.Source, packet.Packet, ref device);
    }

    // To a sender and about a packet that may be told so: all that counts is how many have been told.
    private void SendErrorIfAllowed(in IcmpError error, IpAddress to, ReadOnlySpan<byte> original, ref TDevice device)
    {
        if (!_errorLimiter.TryTake(_now))
        {
            Counters.IcmpErrorsSuppressed++;
            return;
        }

        // In this order: a question about the neighbour would be written over the error.
        bool isKnown = TryResolve(to, out MacAddress mac, ref device);
        SendErrorPacket(isKnown ? mac : null, to, IcmpErrorWriter.Write(_icmp, error, to, original), ref device);
    }

    private bool MaySendError(IpAddress source, IpAddress destination)
    {
        if (!IcmpErrorPolicy.MayReport(source, destination, _options.Subnet))
        {
            return false;
        }

        bool taken = _errorLimiter.TryTake(_now);
        Counters.IcmpErrorsSuppressed += taken ? 0 : 1;
        return taken;
    }

    private IcmpError Named(in IcmpError error, IpAddress to) => error.From == default ? error with { From = SpeakerTo(to) } : error;

    private IpAddress SpeakerTo(IpAddress other) => other.IsV4 ? _options.Gateway : _v6?.SourceFor(other) ?? default;

    // Null: nobody knows yet where to.
    private void SendErrorPacket(MacAddress? mac, IpAddress to, int length, ref TDevice device)
    {
        Counters.IcmpErrorsOut++;
        if (mac is { } known)
        {
            SendIcmp(known, to.IsV4 ? EtherType.Ipv4 : EtherType.Ipv6, length, ref device);
        }
        else
        {
            HoldIcmp(to, _icmp.AsSpan(0, length), default);
        }
    }

    // The packet lies in its buffer.
    private void SendIcmp(MacAddress mac, EtherType type, int length, ref TDevice device)
    {
        Span<byte> header = _frame.AsSpan(0, EthernetHeader.Length);
        new EthernetHeader(mac, _options.Mac, type).Emit(header);
        _ = Send(header, _icmp.AsSpan(0, length), default, default, ref device);
    }
}
