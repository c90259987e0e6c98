using System;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>ICMP messages in and out (RFC 792).</summary>
public sealed partial class IpNode<TDevice>
{
    /// <summary>Sends the answer to an echo request that was forwarded.</summary>
    public void SendEchoReply(
        IpAddress from, IpAddress to, ushort identifier, ushort sequence, byte timeToLive, ReadOnlySpan<byte> payload, ref TDevice device)
    {
        if (!TryResolve(to, out MacAddress mac, ref device))
        {
            return;
        }

        Ipv4Header ip = new()
        {
            Source = from,
            Destination = to,
            Protocol = IpProtocol.Icmp,
            TimeToLive = timeToLive,
            Identification = _identification++,
            PayloadLength = Icmpv4Header.Length + payload.Length,
        };
        Span<byte> message = _frame.AsSpan(UdpOffset, Icmpv4Header.Length);
        Icmpv4Header.EchoReply(identifier, sequence).Emit(message, payload);
        SendWhole(mac, ip, message, payload, ref device);
    }

    /// <summary>Sends an error about a UDP datagram of a neighbour; the gateway speaks when the error names no sender.</summary>
    public void SendError(in IcmpError error, in QuotedUdp about, ref TDevice device)
    {
        if (MaySendError(about.Source, about.Destination))
        {
            int length = IcmpErrorWriter.Write(_error, Named(error), about);
            SendErrorPacket(about.Source, length, ref device);
        }
    }

    /// <summary>Sends an error about an echo request of a neighbour.</summary>
    public void SendError(in IcmpError error, in QuotedEcho about, ref TDevice device)
    {
        if (MaySendError(about.Source, about.Destination))
        {
            int length = IcmpErrorWriter.Write(_error, Named(error), about);
            SendErrorPacket(about.Source, length, ref device);
        }
    }

    private void OnIcmp<THandler>(in Ipv4Arrival packet, bool isOurs, ref TDevice device, ref THandler handler)
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

        if (view.Type is not Icmpv4Type.EchoRequest || view.Code != 0)
        {
            Counters.Drop(DropReason.IcmpIgnored);
            return;
        }

        Counters.Deliveries++;
        ref readonly Ipv4Header header = ref packet.Header;
        if (isOurs)
        {
            Counters.EchoReplies++;
            SendEchoReply(header.Destination, header.Source, view.Identifier, view.Sequence, DefaultTimeToLive, view.Payload, ref device);
            return;
        }

        handler.OnEcho(new EchoRequest
        {
            Source = header.Source,
            Destination = header.Destination,
            Identifier = view.Identifier,
            Sequence = view.Sequence,
            TimeToLive = (byte)(header.TimeToLive - 1),
            DontFragment = header.DontFragment,
            Payload = view.Payload,
        });
    }

    // About a packet that has just arrived.
    private void Report(in Ipv4Arrival packet, Icmpv4Header message, ref TDevice device)
    {
        if (Ipv4View.TryCreate(packet.Packet, out Ipv4View view) is not WireError.None
            || !IcmpErrorPolicy.MayReport(view, packet.ToGroup, _options.Subnet))
        {
            return;
        }

        if (!_errorLimiter.TryTake(_now))
        {
            Counters.IcmpErrorsSuppressed++;
            return;
        }

        SendError(IcmpError.Of(_options.Gateway, message), packet.Header.Source, packet.Packet, ref device);
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

    private IcmpError Named(in IcmpError error) => error.From == default ? error with { From = _options.Gateway } : error;

    private void SendError(in IcmpError error, IpAddress to, ReadOnlySpan<byte> original, ref TDevice device) =>
        SendErrorPacket(to, IcmpErrorWriter.Write(_error, error, to, original), ref device);

    private void SendErrorPacket(IpAddress to, int length, ref TDevice device)
    {
        if (!TryResolve(to, out MacAddress mac, ref device))
        {
            return;
        }

        Span<byte> header = _frame.AsSpan(0, EthernetHeader.Length);
        new EthernetHeader(mac, _options.Mac, EtherType.Ipv4).Emit(header);
        Counters.IcmpErrorsOut++;
        _ = Send(header, _error.AsSpan(0, length), default, default, ref device);
    }
}
