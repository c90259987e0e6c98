using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>Frames to many: the few of them that mean one are sent to that one, the rest is limited.</summary>
public sealed partial class FrameSwitch
{
    private const ushort DhcpClientPort = 68;
    private const int TargetAt = 8;

    private static SwitchVerdict JudgeGroup(Instant now, SwitchPort from, in Ipv4View packet)
    {
        if (IsDhcpRequest(packet) && from.Kind is not SwitchPortKind.Host)
        {
            return SwitchVerdict.Do(SwitchAction.ToNode);
        }

        if (from.Kind is SwitchPortKind.Endpoint && IsDhcpAnswer(packet))
        {
            return SwitchVerdict.Drop(SwitchDropReason.Rogue);
        }

        // The node has no use for IPv4 groups: it routes none.
        return Limited(now, from, SwitchAction.ToPorts);
    }

    // Neighbour discovery, which may also be to one, and groups.
    private SwitchVerdict JudgeGroup(Instant now, SwitchPort from, in Ipv6View packet, MacAddress destination)
    {
        if (packet.Protocol is IpProtocol.Icmpv6 && !packet.IsFragment && !packet.Payload.IsEmpty)
        {
            switch ((Icmpv6Type)packet.Payload[0])
            {
                case Icmpv6Type.RouterAdvertisement or Icmpv6Type.Redirect when from.Kind is SwitchPortKind.Endpoint:
                    return SwitchVerdict.Drop(SwitchDropReason.Rogue);
                case Icmpv6Type.NeighborAdvertisement when from.Kind is SwitchPortKind.Endpoint && !AdvertisesItself(from, packet):
                    return SwitchVerdict.Drop(SwitchDropReason.BadSource);
                case Icmpv6Type.RouterSolicitation:
                    return SwitchVerdict.Do(SwitchAction.ToNode);
                case Icmpv6Type.NeighborSolicitation when destination.IsMulticast && TryFindSolicited(packet, out SwitchPort? owner):
                    return owner == from ? SwitchVerdict.Drop(SwitchDropReason.Unanswered) : SwitchVerdict.To(owner!);
                default:
                    break;
            }
        }

        return destination.IsMulticast ? Limited(now, from, SwitchAction.ToAll) : Route(now, from, destination);
    }

    private SwitchVerdict JudgeGroupFromNode(in EthernetView frame)
    {
        // The node asks for an address: the one that has it answers by itself, as it does when others ask.
        if (frame.Type is not EtherType.Arp || ArpView.TryCreate(frame.Payload, out ArpView packet) is not WireError.None)
        {
            return SwitchVerdict.Do(SwitchAction.ToPorts);
        }

        if (_byAddress.TryGetValue(packet.TargetIp, out SwitchPort? owner))
        {
            return SwitchVerdict.To(owner);
        }

        return _openPorts > 0 ? SwitchVerdict.Do(SwitchAction.ToOpenPorts) : SwitchVerdict.Drop(SwitchDropReason.Unanswered);
    }

    private bool TryFindSolicited(in Ipv6View packet, out SwitchPort? owner)
    {
        owner = null;
        return packet.Payload.Length >= TargetAt + IpAddress.V6Length
            && _byAddress.TryGetValue(IpAddress.ReadV6(packet.Payload[TargetAt..]), out owner);
    }

    private bool AdvertisesItself(SwitchPort from, in Ipv6View packet) =>
        packet.Payload.Length >= TargetAt + IpAddress.V6Length && MayHave(from, IpAddress.ReadV6(packet.Payload[TargetAt..]));

    private static SwitchVerdict Limited(Instant now, SwitchPort from, SwitchAction action) =>
        from.Groups.TryTake(now) ? SwitchVerdict.Do(action) : SwitchVerdict.Drop(SwitchDropReason.TooManyToGroup);

    private static bool IsDhcpAnswer(in Ipv4View packet) =>
        packet.Protocol is IpProtocol.Udp && !packet.IsFragment
        && UdpView.TryCreate(packet.Payload, out UdpView datagram) is WireError.None
        && datagram.DestinationPort == DhcpClientPort;
}
