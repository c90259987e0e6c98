using System;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>IPv4 packets that arrive: what a host and a router check before they look inside (RFC 1122 §3.2, RFC 1812 §5.2).</summary>
public sealed partial class IpNode<TDevice>
{
    private const ushort DhcpServerPort = 67;

    private void OnIpv4<THandler>(in EthernetView frame, in FrameOffload offload, ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        WireError error = Ipv4View.TryCreate(frame.Payload, out Ipv4View view);
        if (error is not WireError.None)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        error = Ipv4Header.TryParse(view, out Ipv4Header header);
        if (error is not WireError.None)
        {
            Counters.Drop(error is WireError.BadChecksum ? DropReason.BadChecksum : DropReason.Malformed);
            return;
        }

        if (!IsLawfulSource(header, view.Payload))
        {
            Counters.Drop(DropReason.BadSource);
            return;
        }

        _ = _neighbors.Confirm(_now, header.Source, frame.Source);
        if (!view.IsFragment)
        {
            Dispatch(new IpArrival(header, view.Payload, view.Packet, frame, offload), ref device, ref handler);
            return;
        }

        ReassemblyVerdict verdict = _reassembler.Add(_now, view, header, out ReassembledDatagram whole);
        if (verdict is ReassemblyVerdict.Complete)
        {
            // The next one is put together in the same place.
            _tcp.IsDataPinned = false;
            Dispatch(new IpArrival(whole.Header, whole.Payload, view.Packet, frame, default), ref device, ref handler);
        }
        else if (verdict is ReassemblyVerdict.Held or ReassemblyVerdict.Duplicate)
        {
            Counters.Deliveries++;
        }
        else
        {
            Counters.Drop(DropReason.BadFragment);
        }
    }

    private void Dispatch<THandler>(in IpArrival packet, ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        bool isOurs = _ours.Contains(packet.Destination);
        if (!isOurs && !IsRoutable(packet, ref device))
        {
            return;
        }

        switch (packet.Protocol)
        {
            case IpProtocol.Tcp:
                OnTcp(packet, ref handler);
                break;
            case IpProtocol.Udp:
                OnUdp(packet, isOurs, ref handler);
                break;
            case IpProtocol.Icmp:
                OnIcmp(packet, isOurs, ref device, ref handler);
                break;
            default:
                Counters.Drop(DropReason.UnknownProtocol);
                Report(packet, Icmpv4Header.Unreachable(Icmpv4UnreachableCode.Protocol), ref device);
                break;
        }
    }

    // A neighbour has an address of the link's network. One that has none yet asks for one.
    private bool IsLawfulSource(in Ipv4Header header, ReadOnlySpan<byte> payload)
    {
        IpAddress source = header.Source;
        if (_options.Subnet.Contains(source))
        {
            return !_ours.Contains(source) && source != _options.Subnet.BroadcastV4;
        }

        return source == IpAddress.AnyV4
            && header.Protocol is IpProtocol.Udp
            && UdpView.TryCreate(payload, out UdpView datagram) is WireError.None
            && datagram.DestinationPort == DhcpServerPort;
    }

    private bool IsRoutable(in IpArrival packet, ref TDevice device)
    {
        IpAddress destination = packet.Destination;
        bool toMany = destination.IsMulticast || destination == IpAddress.BroadcastV4 || destination == _options.Subnet.BroadcastV4;
        if (toMany)
        {
            if (packet.Protocol is IpProtocol.Udp)
            {
                return true;
            }

            Counters.Drop(DropReason.BadDestination);
            return false;
        }

        // A frame to everybody with a packet for one is a mistake, or worse (RFC 1122 §3.3.6).
        if (packet.ToGroup || destination.IsUnspecified || destination.IsLoopback)
        {
            Counters.Drop(DropReason.BadDestination);
            return false;
        }

        if (_options.Subnet.Contains(destination))
        {
            Counters.Drop(DropReason.BadDestination);
            Report(packet, Icmpv4Header.Unreachable(Icmpv4UnreachableCode.Host), ref device);
            return false;
        }

        if (packet.TimeToLive <= 1)
        {
            Counters.Drop(DropReason.TimeToLive);
            Report(packet, Icmpv4Header.TimeExceeded(Icmpv4TimeExceededCode.InTransit), ref device);
            return false;
        }

        return true;
    }

    private void ExpireFragments(ref TDevice device)
    {
        while (_reassembler.TryExpire(_now, out ExpiredDatagram expired))
        {
            if (!expired.Quote.IsEmpty
                && IcmpErrorPolicy.MayReport(expired.Key.Source, expired.Key.Destination, _options.Subnet))
            {
                Icmpv4Header header = Icmpv4Header.TimeExceeded(Icmpv4TimeExceededCode.Reassembly);
                SendErrorIfAllowed(IcmpError.Of(_options.Gateway, header), expired.Key.Source, expired.Quote, ref device);
            }
        }
    }
}
