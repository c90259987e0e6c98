using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>ICMPv6 messages in and errors out (RFC 4443).</summary>
public sealed partial class IpNode<TDevice>
{
    private const int PayloadLengthOffset = 4;
    private const int FragmentOffsetOffset = 2;

    private void OnIcmpv6<THandler>(Ipv6Interface v6, in IpArrival packet, bool isOurs, ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        if (Icmpv6View.TryCreate(packet.Payload, out Icmpv6View view) is not WireError.None)
        {
            Counters.Drop(DropReason.Malformed);
            return;
        }

        if (!packet.IsTransportChecksumValid)
        {
            Counters.Drop(DropReason.BadChecksum);
            return;
        }

        switch (view.Type)
        {
            case Icmpv6Type.EchoRequest when view.Code == 0:
                OnEcho(v6, packet, view, isOurs, ref device, ref handler);
                break;
            case Icmpv6Type.RouterSolicitation or Icmpv6Type.NeighborSolicitation or Icmpv6Type.NeighborAdvertisement:
                OnNdp(v6, packet, view, ref device);
                break;
            case Icmpv6Type.PacketTooBig when TryOnTooBigV6(view.Payload, view.RestOfHeader):
                Counters.Deliveries++;
                break;
            case Icmpv6Type.MulticastListenerReport or Icmpv6Type.MulticastListenerDone or Icmpv6Type.MulticastListenerReportV2:
                // The node asks nobody which groups they are in (RFC 3810 §7): the link carries everything to the one who is there.
                Counters.Deliveries++;
                break;
            default:
                Counters.Drop(DropReason.IcmpIgnored);
                break;
        }
    }

    private void OnEcho<THandler>(
        Ipv6Interface v6, in IpArrival packet, in Icmpv6View view, bool isOurs, ref TDevice device, ref THandler handler)
        where THandler : struct, INodeHandler
    {
        // RFC 4443 §4.2: a ping to everybody is answered with an address of one's own.
        bool isToUs = isOurs || packet.Destination == IpAddress.AllNodesV6 || packet.Destination == IpAddress.AllRoutersV6;
        if (!isToUs && packet.Destination.IsMulticast)
        {
            Counters.Drop(DropReason.BadDestination);
            return;
        }

        Counters.Deliveries++;
        if (isToUs)
        {
            Counters.EchoReplies++;
            IpAddress from = isOurs ? packet.Destination : v6.SourceFor(packet.Source);
            SendEchoReply(from, packet.Source, view.Identifier, view.Sequence, DefaultTimeToLive, view.Payload, ref device);
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
    private void Report(Ipv6Interface v6, in IpArrival packet, Icmpv6Header message, ref TDevice device)
    {
        if (Ipv6View.TryCreate(packet.Packet, out Ipv6View view) is WireError.None
            && IcmpErrorPolicy.MayReport(view, message, packet.ToGroup))
        {
            SendErrorIfAllowed(IcmpError.Of(v6.SourceFor(packet.Source), message), packet.Source, packet.Packet, ref device);
        }
    }

    // About a packet whose headers cannot be processed: it is as long as it says, and nothing else is certain.
    private void ReportProblem(Ipv6Interface v6, ReadOnlySpan<byte> packet, bool toGroup, ref TDevice device)
    {
        // Without the padding of a short frame.
        packet = packet[..(Ipv6Header.Length + BinaryPrimitives.ReadUInt16BigEndian(packet[PayloadLengthOffset..]))];
        IpAddress source = IpAddress.ReadV6(packet[Ipv6Header.SourceOffset..]);
        IpAddress destination = IpAddress.ReadV6(packet[Ipv6Header.DestinationOffset..]);
        bool isLawful = v6.IsOnLink(source) && !v6.Ours.Contains(source) && !destination.IsV4 && !destination.IsUnspecified;
        if (isLawful && Ipv6Diagnosis.TryFind(packet, toGroup || destination.IsMulticast, out Icmpv6Header problem))
        {
            SendErrorIfAllowed(IcmpError.Of(v6.SourceFor(source), problem), source, packet, ref device);
        }
    }

    // RFC 8200 §4.5: a length that only a last fragment may have, or a place beyond the longest packet.
    private void ReportBadFragment(Ipv6Interface v6, in Ipv6View packet, bool toGroup, ref TDevice device)
    {
        bool isOdd = packet.Fragment.MoreFragments && packet.Payload.Length % 8 != 0;
        int pointer = isOdd ? PayloadLengthOffset : packet.HeaderLength - Ipv6FragmentHeader.Length + FragmentOffsetOffset;
        bool isToMany = toGroup || packet.Destination.IsMulticast;
        if (!isToMany && IcmpErrorPolicy.MayReport(packet.Source, packet.Destination, default))
        {
            Icmpv6Header problem = Icmpv6Header.ParameterProblem(Icmpv6ParameterProblemCode.ErroneousHeaderField, (uint)pointer);
            SendErrorIfAllowed(IcmpError.Of(v6.SourceFor(packet.Source), problem), packet.Source, packet.Packet, ref device);
        }
    }
}
