using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>UDP datagrams in and out.</summary>
public sealed partial class IpNode<TDevice>
{
    /// <summary>
    /// Sends a datagram, or a run of equal ones, to a neighbour. What does not fit the link's MTU goes in fragments. While the
    /// neighbour's link address is being asked for, the last datagram waits (RFC 1122 §2.3.2.2).
    /// </summary>
    public void SendUdp(in UdpDatagram datagram, ref TDevice device)
    {
        if (TryResolve(datagram.Destination, out MacAddress mac, ref device))
        {
            SendUdpTo(mac, datagram, ref device);
        }
        else if (datagram.SegmentSize == 0)
        {
            Hold(datagram);
        }
    }

    /// <summary>The same to a link address that the caller knows, e.g. of a host that has no IP address yet.</summary>
    public void SendUdpTo(MacAddress mac, in UdpDatagram datagram, ref TDevice device)
    {
        ReadOnlySpan<byte> payload = datagram.Payload;
        bool isRun = datagram.SegmentSize > 0 && payload.Length > datagram.SegmentSize;
        if (!isRun || (_link.SegmentsUdp && payload.Length <= Ipv4Header.MaximumPacketLength - Ipv4Header.MinimumLength - UdpHeader.Length))
        {
            SendOne(mac, datagram, payload, isRun, ref device);
            return;
        }

        for (; !payload.IsEmpty; payload = payload[Math.Min(datagram.SegmentSize, payload.Length)..])
        {
            SendOne(mac, datagram, payload[..Math.Min(datagram.SegmentSize, payload.Length)], false, ref device);
        }
    }

    private void OnUdp<THandler>(in IpArrival packet, bool isOurs, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        if (UdpView.TryCreate(packet.Payload, out UdpView view) is not WireError.None)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        // A checksum of zero means that the sender made none, which IPv4 allows (RFC 768) and IPv6 does not (RFC 8200 §8.1).
        if (view.Checksum == 0 ? !packet.Source.IsV4 : !packet.IsTransportChecksumValid)
        {
            Counters.Drop(DropReason.BadChecksum);
            return;
        }

        Counters.Deliveries++;
        _tcp.NoteDatagram(_now, view.Payload.Length);
        int segmentSize = packet.Offload.Segmentation is SegmentationKind.Udp ? packet.Offload.SegmentSize : 0;
        handler.OnDatagram(new UdpDatagram
        {
            Source = packet.Source,
            SourcePort = view.SourcePort,
            Destination = packet.Destination,
            DestinationPort = view.DestinationPort,
            TimeToLive = (byte)(isOurs ? packet.TimeToLive : Math.Max(packet.TimeToLive - 1, 1)),
            TrafficClass = packet.TrafficClass,
            DontFragment = packet.DontFragment,
            LinkSource = packet.LinkSource,
            Payload = view.Payload,
            SegmentSize = segmentSize,
        });
    }

    private void SendOne(MacAddress mac, in UdpDatagram datagram, ReadOnlySpan<byte> payload, bool isRun, ref TDevice device)
    {
        _tcp.NoteDatagram(_now, payload.Length);
        int length = UdpHeader.Length + payload.Length;
        IpHeader ip = new()
        {
            Source = datagram.Source,
            Destination = datagram.Destination,
            Protocol = IpProtocol.Udp,
            TimeToLive = datagram.TimeToLive,
            TrafficClass = datagram.TrafficClass,
            PayloadLength = length,
        };

        // A fragment has no checksum of its own that a device could finish.
        bool isWhole = isRun || FitsLink(ip);
        bool isFinishedByDevice = isWhole && _link.CompletesChecksums;
        int offset = EthernetHeader.Length + ip.Length;
        Span<byte> udp = _frame.AsSpan(offset, UdpHeader.Length);
        new UdpHeader(datagram.SourcePort, datagram.DestinationPort, payload.Length).Emit(udp);
        InternetSum pseudo = InternetSum.PseudoHeader(datagram.Source, datagram.Destination, IpProtocol.Udp, length);
        UdpHeader.WriteChecksum(udp, isFinishedByDevice ? pseudo.ToPartialField() : FieldOf(pseudo.Add(udp).Add(payload)));
        if (!isWhole)
        {
            SendFragments(mac, ip, udp, payload, ref device);
            return;
        }

        FrameOffload offload = new()
        {
            NeedsChecksum = isFinishedByDevice,
            ChecksumStart = (ushort)offset,
            ChecksumOffset = UdpHeader.ChecksumOffset,
            Segmentation = isRun ? SegmentationKind.Udp : SegmentationKind.None,
            SegmentSize = (ushort)(isRun ? datagram.SegmentSize : 0),
            HeaderLength = (ushort)(isRun ? offset + UdpHeader.Length : 0),
        };
        Span<byte> headers = _frame.AsSpan(0, offset + UdpHeader.Length);
        EmitHeaders(headers, mac, ip);
        _ = Send(headers, payload, default, offload, ref device);
    }

    // RFC 768: a sum of zero is sent as all ones, since zero means "none".
    private static ushort FieldOf(InternetSum sum) => sum.ToField() is var field and not 0 ? field : ushort.MaxValue;
}
