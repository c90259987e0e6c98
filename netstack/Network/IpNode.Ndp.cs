using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;

namespace NetKit.Netstack.Network;

/// <summary>
/// Who is where on the link, and what the link is (RFC 4861). The node has its addresses by decree and looks for no router.
/// </summary>
public sealed partial class IpNode<TDevice>
{
    // RFC 4861 §7.1: no router has passed it on.
    private const byte OnLinkHopLimit = 255;

    private void OnNdp(Ipv6Interface v6, in IpArrival packet, in Icmpv6View view, ref TDevice device)
    {
        if (packet.TimeToLive != OnLinkHopLimit)
        {
            Counters.Drop(DropReason.BadSource);
            return;
        }

        DropReason? refused = view.Type switch
        {
            Icmpv6Type.NeighborSolicitation => OnNeighborSolicitation(v6, packet, view, ref device),
            Icmpv6Type.NeighborAdvertisement => OnNeighborAdvertisement(v6, packet, view, ref device),
            _ => OnRouterSolicitation(v6, packet, view, ref device),
        };
        if (refused is { } reason)
        {
            Counters.Drop(reason);
        }
        else
        {
            Counters.Deliveries++;
        }
    }

    // RFC 4861 §7.2.3, §7.2.4. Null: taken.
    private DropReason? OnNeighborSolicitation(Ipv6Interface v6, in IpArrival packet, in Icmpv6View view, ref TDevice device)
    {
        WireError error = NeighborSolicitation.TryParse(view, out NeighborSolicitation asked);
        bool isProbe = packet.Source.IsUnspecified;
        bool isBadProbe = isProbe && (asked.SourceLinkAddress is not null || packet.Destination != asked.Target.SolicitedNodeGroup);
        if (error is not WireError.None || isBadProbe)
        {
            return DropReason.Malformed;
        }

        if (!v6.Ours.Contains(asked.Target))
        {
            return null;
        }

        if (isProbe)
        {
            // RFC 4862 §5.4.3: somebody wants to take the address, and has none to answer to.
            Answer(asked.Target, IpAddress.AllNodesV6, MacAddress.OfGroup(IpAddress.AllNodesV6), isSolicited: false, ref device);
            return null;
        }

        MacAddress mac = asked.SourceLinkAddress ?? packet.LinkSource;
        if (asked.SourceLinkAddress is not null)
        {
            OnNeighbor(packet.Source, mac, ref device);
        }

        Answer(asked.Target, packet.Source, mac, isSolicited: true, ref device);
        return null;
    }

    // RFC 4861 §7.2.5: it changes what is known or asked for, and adds nothing.
    private DropReason? OnNeighborAdvertisement(Ipv6Interface v6, in IpArrival packet, in Icmpv6View view, ref TDevice device)
    {
        if (NeighborAdvertisement.TryParse(view, out NeighborAdvertisement said) is not WireError.None
            || (said.IsSolicited && packet.Destination.IsMulticast))
        {
            return DropReason.Malformed;
        }

        if (v6.Ours.Contains(said.Target))
        {
            return DropReason.AddressConflict;
        }

        if (!v6.IsOnLink(said.Target))
        {
            return DropReason.BadSource;
        }

        MacAddress mac = said.TargetLinkAddress ?? packet.LinkSource;
        bool contradicts = _neighbors.TryFind(_now, said.Target, out MacAddress known) && known != mac;
        if (!contradicts || said.Overrides)
        {
            OnNeighborUpdate(_neighbors.Announce(_now, said.Target, mac), said.Target, mac, ref device);
        }

        return null;
    }

    // RFC 4861 §6.2.6: to the one who asks if it says where it is, otherwise to everybody.
    private DropReason? OnRouterSolicitation(Ipv6Interface v6, in IpArrival packet, in Icmpv6View view, ref TDevice device)
    {
        if (RouterSolicitation.TryParse(view, out RouterSolicitation asked) is not WireError.None
            || (packet.Source.IsUnspecified && asked.SourceLinkAddress is not null))
        {
            return DropReason.Malformed;
        }

        if (v6.Advertiser is not { } advertiser)
        {
            return null;
        }

        if (packet.Source.IsUnspecified || asked.SourceLinkAddress is not { } mac)
        {
            advertiser.Solicit(_now);
            return null;
        }

        OnNeighbor(packet.Source, mac, ref device);
        SendAdvertisement(v6, packet.Source, mac, ref device);
        return null;
    }

    private void Advertise(Ipv6Interface v6, ref TDevice device)
    {
        if (v6.Advertiser?.TryTakeDue(_now) == true)
        {
            SendAdvertisement(v6, IpAddress.AllNodesV6, MacAddress.OfGroup(IpAddress.AllNodesV6), ref device);
        }
    }

    private void SendAdvertisement(Ipv6Interface v6, IpAddress to, MacAddress mac, ref TDevice device)
    {
        RouterAdvertisement advertisement = v6.Advertisement;
        advertisement.Emit(NdpMessage, PseudoHeaderOf(v6.LinkLocal, to, advertisement.Length));
        SendNdp(v6.LinkLocal, to, mac, advertisement.Length, ref device);
    }

    private void Answer(IpAddress target, IpAddress to, MacAddress mac, bool isSolicited, ref TDevice device)
    {
        NeighborAdvertisement answer = new(target, _options.Mac, IsRouter: true, isSolicited, Overrides: true);
        answer.Emit(NdpMessage, PseudoHeaderOf(target, to, answer.Length));
        SendNdp(target, to, mac, answer.Length, ref device);
    }

    // Everybody who may have the address, or the one who had it (RFC 4861 §7.2.2, §7.3.3).
    private void Solicit(IpAddress address, MacAddress? known, ref TDevice device)
    {
        if (_v6 is not { } v6)
        {
            return;
        }

        IpAddress from = v6.SourceFor(address);
        IpAddress to = known is null ? address.SolicitedNodeGroup : address;
        NeighborSolicitation question = new(address, _options.Mac);
        question.Emit(NdpMessage, PseudoHeaderOf(from, to, question.Length));
        SendNdp(from, to, known ?? MacAddress.OfGroup(to), question.Length, ref device);
    }

    private Span<byte> NdpMessage => _icmp.AsSpan(Ipv6Header.Length);

    private static InternetSum PseudoHeaderOf(IpAddress from, IpAddress to, int length) =>
        InternetSum.PseudoHeader(from, to, IpProtocol.Icmpv6, length);

    private void SendNdp(IpAddress from, IpAddress to, MacAddress mac, int length, ref TDevice device)
    {
        new Ipv6Header
        {
            Source = from,
            Destination = to,
            Protocol = IpProtocol.Icmpv6,
            HopLimit = OnLinkHopLimit,
            PayloadLength = length,
        }.Emit(_icmp);
        SendIcmp(mac, EtherType.Ipv6, Ipv6Header.Length + length, ref device);
    }
}
