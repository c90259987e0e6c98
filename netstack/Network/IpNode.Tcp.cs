using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>TCP segments in and out.</summary>
public sealed partial class IpNode<TDevice>
{
    /// <summary>
    /// Ends a connection that the peer asked for and that its destination, or a router on the way, could not be asked: instead of a RST
    /// the peer gets the ICMP error.
    /// </summary>
    public void RefuseUnreachable(TcpConnection connection, Icmpv4UnreachableCode code, ref TDevice device)
    {
        FlowKey key = connection.Key;
        SeqNum sequence = connection.PeerInitialSequence;
        connection.Drop();
        Span<byte> quote = stackalloc byte[Ipv4Header.MinimumLength + TcpHeader.MinimumLength];
        new Ipv4Header
        {
            Source = key.Remote,
            Destination = key.Local,
            Protocol = IpProtocol.Tcp,
            TimeToLive = 1,
            DontFragment = true,
            PayloadLength = TcpHeader.MinimumLength,
        }.Emit(quote);
        new TcpHeader
        {
            SourcePort = key.RemotePort,
            DestinationPort = key.LocalPort,
            Sequence = sequence,
            Flags = TcpFlags.Syn,
        }.Emit(quote[Ipv4Header.MinimumLength..]);
        if (_errorLimiter.TryTake(_now))
        {
            SendError(IcmpError.Of(_options.Gateway, Icmpv4Header.Unreachable(code)), key.Remote, quote, ref device);
        }
        else
        {
            Counters.IcmpErrorsSuppressed++;
        }
    }

    private void OnTcp<THandler>(in Ipv4Arrival packet, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        if (packet.ToGroup)
        {
            Counters.Drop(DropReason.BadDestination);
            return;
        }

        if (TcpView.TryCreate(packet.Payload, out TcpView view) is not WireError.None
            || TcpHeader.TryParse(view, out TcpHeader header) is not WireError.None)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        if (!packet.IsTransportChecksumValid)
        {
            Counters.Drop(DropReason.BadChecksum);
            return;
        }

        Counters.Deliveries++;
        FlowKey key = new(packet.Header.Destination, header.DestinationPort, packet.Header.Source, header.SourcePort);
        _tcp.Receive(_now, key, header, view.Payload, ref handler);
    }

    // True: there is more to send than a turn may.
    private bool Transmit(ref TDevice device)
    {
        IsBlocked = false;
        int octetsLeft = OctetsSentPerTurn;
        while (octetsLeft > 0 && _tcp.TryPrepare(_now, out TcpSegment segment, out FlowKey key))
        {
            if (SendTcp(key, segment, ref device) is SendOutcome.Full)
            {
                IsBlocked = true;
                return false;
            }

            // What could not be sent otherwise is lost on the wire, as far as the connection can tell.
            octetsLeft -= segment.PayloadLength + TcpHeader.MinimumLength;
            _tcp.OnSent(_now, segment);
        }

        return octetsLeft <= 0;
    }

    private SendOutcome SendTcp(in FlowKey key, scoped in TcpSegment segment, ref TDevice device)
    {
        if (!TryResolve(key.Remote, out MacAddress mac, ref device))
        {
            return SendOutcome.Refused;
        }

        int headerLength = segment.Header.Length;
        int transportLength = headerLength + segment.PayloadLength;
        const int IpOffset = EthernetHeader.Length;
        const int TcpOffset = IpOffset + Ipv4Header.MinimumLength;
        Span<byte> headers = _frame.AsSpan(0, TcpOffset + headerLength);
        new EthernetHeader(mac, _options.Mac, EtherType.Ipv4).Emit(headers);
        new Ipv4Header
        {
            Source = key.Local,
            Destination = key.Remote,
            Protocol = IpProtocol.Tcp,
            TimeToLive = DefaultTimeToLive,
            DontFragment = true,
            Identification = _identification++,
            PayloadLength = transportLength,
        }.Emit(headers[IpOffset..]);

        Span<byte> tcp = headers[TcpOffset..];
        segment.Header.Emit(tcp);
        InternetSum pseudo = InternetSum.PseudoHeader(key.Local, key.Remote, IpProtocol.Tcp, transportLength);
        bool isCut = segment.PayloadLength > segment.SegmentSize;
        TcpHeader.WriteChecksum(tcp, _link.CompletesChecksums
            ? pseudo.ToPartialField()
            : SumOf(pseudo.Add(tcp), segment.Payload, segment.PayloadRest).ToField());
        FrameOffload offload = new()
        {
            NeedsChecksum = _link.CompletesChecksums,
            ChecksumStart = TcpOffset,
            ChecksumOffset = TcpHeader.ChecksumOffset,
            Segmentation = isCut ? SegmentationKind.TcpV4 : SegmentationKind.None,
            SegmentSize = (ushort)(isCut ? segment.SegmentSize : 0),
            HeaderLength = (ushort)(isCut ? headers.Length : 0),
        };
        return Send(headers, segment.Payload, segment.PayloadRest, offload, ref device);
    }
}
