using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>TCP segments in and out.</summary>
public sealed partial class IpNode<TDevice>
{
    // RFC 3168 §5: the two low bits of the traffic class. ECT(0), and what a congested router makes of it.
    private const byte EcnMask = 3;
    private const byte EcnCapable = 2;
    private const byte CongestionExperienced = 3;

    /// <summary>
    /// Ends a connection that the peer asked for and that its destination, or a router on the way, could not be asked: instead of a RST
    /// the peer gets the ICMP error, in IPv6 the one that says the same (RFC 7915 §4.2).
    /// </summary>
    public void RefuseUnreachable(TcpConnection connection, Icmpv4UnreachableCode code, ref TDevice device)
    {
        FlowKey key = connection.Key;
        SeqNum sequence = connection.PeerInitialSequence;
        connection.Drop();
        QuotedHeader ip = new(key.Remote, key.Local, IpProtocol.Tcp);
        Span<byte> room = stackalloc byte[Ipv6Header.Length + TcpHeader.MinimumLength];
        Span<byte> quote = room[..(ip.Length + TcpHeader.MinimumLength)];
        ip.Emit(quote, TcpHeader.MinimumLength);
        new TcpHeader
        {
            SourcePort = key.RemotePort,
            DestinationPort = key.LocalPort,
            Sequence = sequence,
            Flags = TcpFlags.Syn,
        }.Emit(quote[ip.Length..]);
        IpAddress speaker = SpeakerTo(key.Remote);
        IcmpError error = key.Remote.IsV4
            ? IcmpError.Of(speaker, Icmpv4Header.Unreachable(code))
            : IcmpError.Of(speaker, Icmpv6Header.Unreachable(SameInIpv6(code)));
        SendErrorIfAllowed(error, key.Remote, quote, ref device);
    }

    private static Icmpv6UnreachableCode SameInIpv6(Icmpv4UnreachableCode code) => code switch
    {
        Icmpv4UnreachableCode.Host => Icmpv6UnreachableCode.Address,
        Icmpv4UnreachableCode.Port => Icmpv6UnreachableCode.Port,
        Icmpv4UnreachableCode.CommunicationProhibited => Icmpv6UnreachableCode.CommunicationProhibited,
        _ => Icmpv6UnreachableCode.NoRoute,
    };

    private void OnTcp<THandler>(in IpArrival packet, ref THandler handler)
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
        FlowKey key = new(packet.Destination, header.DestinationPort, packet.Source, header.SourcePort);
        bool isMarked = (packet.TrafficClass & EcnMask) == CongestionExperienced;
        _tcp.Receive(_now, key, header, view.Payload, isMarked, ref handler);
    }

    // True: there is more to send than a turn may.
    private bool Transmit(ref TDevice device)
    {
        IsBlocked = false;
        int octetsLeft = _tcp.OctetsPerTurn;
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
        IpHeader ip = new()
        {
            Source = key.Local,
            Destination = key.Remote,
            Protocol = IpProtocol.Tcp,
            TimeToLive = DefaultTimeToLive,
            TrafficClass = segment.IsEcnCapable ? EcnCapable : (byte)0,
            DontFragment = true,
            PayloadLength = transportLength,
        };
        int tcpOffset = EthernetHeader.Length + ip.Length;
        Span<byte> headers = _frame.AsSpan(0, tcpOffset + headerLength);
        EmitHeaders(headers, mac, ip);

        Span<byte> tcp = headers[tcpOffset..];
        segment.Header.Emit(tcp);
        InternetSum pseudo = InternetSum.PseudoHeader(key.Local, key.Remote, IpProtocol.Tcp, transportLength);
        bool isCut = segment.PayloadLength > segment.SegmentSize;
        TcpHeader.WriteChecksum(tcp, _link.CompletesChecksums
            ? pseudo.ToPartialField()
            : SumOf(pseudo.Add(tcp), segment.Payload, segment.PayloadRest).ToField());
        FrameOffload offload = new()
        {
            NeedsChecksum = _link.CompletesChecksums,
            ChecksumStart = (ushort)tcpOffset,
            ChecksumOffset = TcpHeader.ChecksumOffset,
            Segmentation = !isCut ? SegmentationKind.None : ip.IsV4 ? SegmentationKind.TcpV4 : SegmentationKind.TcpV6,
            SegmentSize = (ushort)(isCut ? segment.SegmentSize : 0),
            HeaderLength = (ushort)(isCut ? headers.Length : 0),
        };
        return Send(headers, segment.Payload, segment.PayloadRest, offload, ref device);
    }
}
