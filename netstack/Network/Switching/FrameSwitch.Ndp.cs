using System;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;

namespace NetKit.Netstack.Network.Switching;

/// <summary>Neighbour discovery: solicitations are answered in the name of those who are registered, as ARP requests are (RFC 4861 §7.2).</summary>
public sealed partial class FrameSwitch
{
    // RFC 4861 §7.1: no router has passed it on.
    private const byte OnLinkHopLimit = 255;

    // Null: it is another kind of message, and judged as any packet.
    private SwitchVerdict? JudgeNdp(Instant now, SwitchPort from, in Ipv6View packet, in EthernetView frame)
    {
        if (packet.Protocol is not IpProtocol.Icmpv6 || packet.IsFragment || packet.Payload.IsEmpty)
        {
            return null;
        }

        switch ((Icmpv6Type)packet.Payload[0])
        {
            case Icmpv6Type.RouterAdvertisement or Icmpv6Type.Redirect when from.Kind is not SwitchPortKind.Open:
                return SwitchVerdict.Drop(SwitchDropReason.Rogue);
            case Icmpv6Type.RouterSolicitation:
                return SwitchVerdict.Do(SwitchAction.ToNode);
            case Icmpv6Type.NeighborSolicitation or Icmpv6Type.NeighborAdvertisement:
                return packet.HopLimit == OnLinkHopLimit && Icmpv6View.TryCreate(packet.Payload, out Icmpv6View message) is WireError.None
                    ? JudgeNeighbor(now, from, packet, message, frame)
                    : SwitchVerdict.Drop(SwitchDropReason.Malformed);
            default:
                return null;
        }
    }

    private SwitchVerdict JudgeNeighbor(Instant now, SwitchPort from, in Ipv6View packet, in Icmpv6View message, in EthernetView frame)
    {
        if (message.Type is Icmpv6Type.NeighborAdvertisement)
        {
            return NeighborAdvertisement.TryParse(message, out NeighborAdvertisement said) is WireError.None
                ? JudgeAdvertisement(now, from, said, frame)
                : SwitchVerdict.Drop(SwitchDropReason.Malformed);
        }

        if (NeighborSolicitation.TryParse(message, out NeighborSolicitation asked) is not WireError.None)
        {
            return SwitchVerdict.Drop(SwitchDropReason.Malformed);
        }

        return asked.SourceLinkAddress is { } mac && mac != frame.Source
            ? SwitchVerdict.Drop(SwitchDropReason.BadSource)
            : JudgeSolicitation(now, from, packet.Source, asked.Target, frame);
    }

    private SwitchVerdict JudgeSolicitation(Instant now, SwitchPort from, IpAddress source, IpAddress target, in EthernetView frame)
    {
        if (IsOfNode(target))
        {
            return from.Kind is SwitchPortKind.Host ? SwitchVerdict.Drop(SwitchDropReason.Hairpin) : SwitchVerdict.Do(SwitchAction.ToNode);
        }

        if (_byAddress.TryGetValue(target, out SwitchPort? owner))
        {
            if (owner == from)
            {
                return SwitchVerdict.Drop(SwitchDropReason.Unanswered);
            }

            // RFC 4861 §7.2.4: who has no address yet hears it with everybody.
            bool isProbe = source.IsUnspecified;
            WriteAdvertisement(owner.Options.Mac, target, isProbe ? IpAddress.AllNodesV6 : source, isProbe ? null : frame.Source);
            return SwitchVerdict.Do(SwitchAction.Answer);
        }

        if (!frame.Destination.IsMulticast)
        {
            return Route(now, from, frame.Destination);
        }

        // Which other link-local addresses an endpoint has, it alone knows.
        return target.IsLinkLocalV6 ? Limited(now, from, SwitchAction.ToPorts)
            : _openPorts > 0 ? Limited(now, from, SwitchAction.ToOpenPorts)
            : SwitchVerdict.Drop(SwitchDropReason.Unanswered);
    }

    private SwitchVerdict JudgeAdvertisement(Instant now, SwitchPort from, in NeighborAdvertisement said, in EthernetView frame)
    {
        bool isLawful = from.Kind switch
        {
            SwitchPortKind.Endpoint => MayHave(from, said.Target),
            SwitchPortKind.Host => said.Target == _options.GatewayV6,
            _ => !IsOfNode(said.Target) && !_byAddress.ContainsKey(said.Target),
        };
        if (!isLawful || (said.TargetLinkAddress is { } mac && mac != frame.Source))
        {
            return SwitchVerdict.Drop(SwitchDropReason.BadSource);
        }

        // The host's port asks and is answered here, so that an answer to the gateway's address is one to the node.
        return frame.Destination.IsMulticast
            ? Limited(now, from, from.Kind is SwitchPortKind.Host ? SwitchAction.ToPorts : SwitchAction.ToAll)
            : Route(now, from, frame.Destination);
    }

    // Null: to all nodes, and not as an answer.
    private void WriteAdvertisement(MacAddress mac, IpAddress target, IpAddress to, MacAddress? asker)
    {
        NeighborAdvertisement advertisement = new(target, mac, IsRouter: false, IsSolicited: asker is not null, Overrides: true);
        int length = advertisement.Length;
        _answerLength = EthernetHeader.Length + Ipv6Header.Length + length;
        new EthernetHeader(asker ?? MacAddress.OfGroup(to), mac, EtherType.Ipv6).Emit(_answer);
        new Ipv6Header
        {
            Source = target,
            Destination = to,
            Protocol = IpProtocol.Icmpv6,
            HopLimit = OnLinkHopLimit,
            PayloadLength = length,
        }.Emit(_answer.AsSpan(EthernetHeader.Length));
        InternetSum pseudoHeader = InternetSum.PseudoHeader(target, to, IpProtocol.Icmpv6, length);
        advertisement.Emit(_answer.AsSpan(EthernetHeader.Length + Ipv6Header.Length), pseudoHeader);
    }
}
