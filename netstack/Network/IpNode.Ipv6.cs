using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>IPv6 packets that arrive: what a host and a router check before they look inside (RFC 8200, RFC 8504 §5).</summary>
public sealed partial class IpNode<TDevice>
{
    private void OnIpv6<THandler>(
        Ipv6Interface v6, in EthernetView frame, in FrameOffload offload, ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        WireError error = Ipv6View.TryCreate(frame.Payload, out Ipv6View view);
        if (error is not WireError.None)
        {
            Counters.Drop(DropReason.Malformed);
            if (error is WireError.BadValue)
            {
                ReportProblem(v6, frame.Payload, frame.Destination.IsMulticast, ref device);
            }

            return;
        }

        if (!IsLawfulSource(v6, view))
        {
            Counters.Drop(DropReason.BadSource);
            return;
        }

        error = Ipv6Header.TryParse(view, out Ipv6Header header);
        if (error is not WireError.None)
        {
            Counters.Drop(DropReason.BadFragment);
            ReportBadFragment(v6, view, frame.Destination.IsMulticast, ref device);
            return;
        }

        _ = _neighbors.Confirm(_now, header.Source, frame.Source);
        if (!view.IsFragment)
        {
            Dispatch(v6, new IpArrival(header, view.Payload, view.Packet, frame, offload, wasCut: false), ref device, ref handler);
            return;
        }

        ReassemblyVerdict verdict = v6.Reassembler.Add(_now, view, header, out ReassembledPacket whole);
        if (verdict is ReassemblyVerdict.Complete)
        {
            // The next one is put together in the same place.
            _tcp.IsDataPinned = false;
            Dispatch(v6, new IpArrival(whole.Header, whole.Payload, view.Packet, frame, default, wasCut: true), ref device, ref handler);
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

    private void Dispatch<THandler>(Ipv6Interface v6, in IpArrival packet, ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        bool isOurs = v6.Ours.Contains(packet.Destination);
        if (!isOurs && !IsRoutable(v6, packet, ref device))
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
            case IpProtocol.Icmpv6:
                OnIcmpv6(v6, packet, isOurs, ref device, ref handler);
                break;
            default:
                Counters.Drop(DropReason.UnknownProtocol);
                ReportProblem(v6, packet.Packet, packet.ToGroup, ref device);
                break;
        }
    }

    // A neighbour has an address of the link's network, and always one of the link itself. Only one that is not sure of it yet
    // speaks without (RFC 4862 §5.4.2, RFC 4861 §6.3.7, RFC 3590 §4).
    private static bool IsLawfulSource(Ipv6Interface v6, in Ipv6View packet)
    {
        IpAddress source = packet.Source;
        if (v6.IsOnLink(source))
        {
            return !v6.Ours.Contains(source);
        }

        return source.IsUnspecified
            && packet.Protocol is IpProtocol.Icmpv6
            && !packet.IsFragment
            && Icmpv6View.TryCreate(packet.Payload, out Icmpv6View message) is WireError.None
            && message.Type is Icmpv6Type.NeighborSolicitation or Icmpv6Type.RouterSolicitation
                or Icmpv6Type.MulticastListenerReport or Icmpv6Type.MulticastListenerDone or Icmpv6Type.MulticastListenerReportV2;
    }

    private bool IsRoutable(Ipv6Interface v6, in IpArrival packet, ref TDevice device)
    {
        IpAddress destination = packet.Destination;
        if (destination.IsMulticast && packet.Protocol is IpProtocol.Udp or IpProtocol.Icmpv6)
        {
            return true;
        }

        // A frame to everybody with a packet for one is a mistake, or worse.
        if (packet.ToGroup || destination.IsMulticast || destination.IsUnspecified || destination.IsLoopback)
        {
            Counters.Drop(DropReason.BadDestination);
            return false;
        }

        if (v6.IsOnLink(destination))
        {
            Counters.Drop(DropReason.BadDestination);
            Report(v6, packet, Icmpv6Header.Unreachable(Icmpv6UnreachableCode.Address), ref device);
            return false;
        }

        if (packet.Source.IsLinkLocalV6)
        {
            // RFC 4007 §9.
            Counters.Drop(DropReason.BadSource);
            Report(v6, packet, Icmpv6Header.Unreachable(Icmpv6UnreachableCode.BeyondScopeOfSource), ref device);
            return false;
        }

        if (packet.TimeToLive <= 1)
        {
            Counters.Drop(DropReason.TimeToLive);
            Report(v6, packet, Icmpv6Header.TimeExceeded(Icmpv6TimeExceededCode.InTransit), ref device);
            return false;
        }

        return true;
    }

    private void ExpireFragments(Ipv6Interface v6, ref TDevice device)
    {
        while (v6.Reassembler.TryExpire(_now, out ExpiredDatagram expired))
        {
            IpAddress source = expired.Key.Source;
            if (!expired.Quote.IsEmpty && IcmpErrorPolicy.MayReport(source, expired.Key.Destination, default))
            {
                Icmpv6Header header = Icmpv6Header.TimeExceeded(Icmpv6TimeExceededCode.Reassembly);
                SendErrorIfAllowed(IcmpError.Of(v6.SourceFor(source), header), source, expired.Quote, ref device);
            }
        }
    }
}
