using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;

namespace NetKit.Netstack.Network.Switching;

/// <summary>Frames to many: the few of them that mean one are sent to that one, the rest is limited.</summary>
public sealed partial class FrameSwitch
{
    private const ushort DhcpClientPort = 68;
    private const ushort Dhcpv6ClientPort = 546;
    private const ushort Dhcpv6ServerPort = 547;

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

    // The node is in groups that routers are in.
    private static SwitchVerdict JudgeGroup(Instant now, SwitchPort from, in Ipv6View packet)
    {
        if (from.Kind is SwitchPortKind.Host)
        {
            return Limited(now, from, SwitchAction.ToPorts);
        }

        return IsTo(packet, Dhcpv6ServerPort) ? SwitchVerdict.Do(SwitchAction.ToNode) : Limited(now, from, SwitchAction.ToAll);
    }

    private SwitchVerdict JudgeGroupFromNode(in EthernetView frame)
    {
        // The node asks for an address: the one that has it answers by itself, as it does when others ask.
        if (!TryReadAsked(frame, out IpAddress target))
        {
            return SwitchVerdict.Do(SwitchAction.ToPorts);
        }

        if (_byAddress.TryGetValue(target, out SwitchPort? owner))
        {
            return SwitchVerdict.To(owner);
        }

        return target.IsLinkLocalV6 ? SwitchVerdict.Do(SwitchAction.ToPorts)
            : _openPorts > 0 ? SwitchVerdict.Do(SwitchAction.ToOpenPorts)
            : SwitchVerdict.Drop(SwitchDropReason.Unanswered);
    }

    // The address that an ARP packet or a neighbour solicitation of the node's is about.
    private static bool TryReadAsked(in EthernetView frame, out IpAddress target)
    {
        target = default;
        if (frame.Type is EtherType.Arp)
        {
            bool isArp = ArpView.TryCreate(frame.Payload, out ArpView packet) is WireError.None;
            target = isArp ? packet.TargetIp : default;
            return isArp;
        }

        if (frame.Type is not EtherType.Ipv6 || Ipv6View.TryCreate(frame.Payload, out Ipv6View v6) is not WireError.None
            || v6.Protocol is not IpProtocol.Icmpv6 || Icmpv6View.TryCreate(v6.Payload, out Icmpv6View message) is not WireError.None
            || NeighborSolicitation.TryParse(message, out NeighborSolicitation asked) is not WireError.None)
        {
            return false;
        }

        target = asked.Target;
        return true;
    }

    private static SwitchVerdict Limited(Instant now, SwitchPort from, SwitchAction action) =>
        from.Groups.TryTake(now) ? SwitchVerdict.Do(action) : SwitchVerdict.Drop(SwitchDropReason.TooManyToGroup);

    private static bool IsDhcpAnswer(in Ipv4View packet) =>
        packet.Protocol is IpProtocol.Udp && !packet.IsFragment
        && UdpView.TryCreate(packet.Payload, out UdpView datagram) is WireError.None
        && datagram.DestinationPort == DhcpClientPort;

    private static bool IsTo(in Ipv6View packet, ushort port) =>
        packet.Protocol is IpProtocol.Udp && !packet.IsFragment
        && UdpView.TryCreate(packet.Payload, out UdpView datagram) is WireError.None
        && datagram.DestinationPort == port;
}
