using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>
/// One network's Ethernet switch: it says where a frame goes, and moves none. Between the ports stands the node that is the network's router; one
/// port may be the host's.
/// </summary>
/// <remarks>
/// <para>
/// Theory of operation. Endpoints are registered with their addresses, so that there is nothing to find out: a frame goes to the port that has
/// its destination, a request for an address is answered here in its owner's name, and what is for nobody goes nowhere. Only ports of the kind
/// <see cref="SwitchPortKind.Open"/> have stations that must be learned, and only they are flooded.
/// </para>
/// <para>
/// Senders. An endpoint's frames carry its own addresses or are dropped: nobody can speak for another, be it by link address, IP address, ARP, router
/// advertisement or DHCP answer. Protocols in which that cannot be seen are not carried.
/// </para>
/// <para>
/// The gateway's address belongs to two: to the node, for everything that leaves the network or that NetKit serves, and to the host's port, for what is
/// between the host itself and the endpoints. Both have the same link address, so to an endpoint they are one station. Which of them a packet is for is
/// asked of <see cref="IGatewayClaims"/>.
/// </para>
/// </remarks>
public sealed partial class FrameSwitch
{
    private readonly SwitchOptions _options;
    private readonly Dictionary<MacAddress, SwitchPort> _byMac = [];
    private readonly Dictionary<IpAddress, SwitchPort> _byAddress = [];
    private readonly LearnedMacs _learned;
    private readonly IpAddress _nodeLinkLocal;
    private SwitchPort? _host;
    private SwitchPort? _last;
    private int _openPorts;

    public FrameSwitch(SwitchOptions options)
    {
        _options = options;
        _learned = new LearnedMacs(options);
        _nodeLinkLocal = IpAddress.LinkLocalV6(options.NodeMac);
    }

    /// <summary>Tells the node's packets from the host's; null: all are the node's.</summary>
    public IGatewayClaims? Claims { get; set; }

    /// <summary>What the host's port has sent.</summary>
    public HostFlowTable HostFlows { get; } = new();

    /// <summary>Stations that are known by being heard.</summary>
    public int LearnedCount => _learned.Count;

    /// <summary>Adds a port; null when one of its addresses, or the host's place, is taken.</summary>
    public SwitchPort? TryAdd(SwitchPortOptions options)
    {
        if (!IsFree(options))
        {
            return null;
        }

        SwitchPort port = new(options, _options.GroupRate, _options.GroupBurst);
        switch (options.Kind)
        {
            case SwitchPortKind.Host:
                _host = port;
                break;
            case SwitchPortKind.Open:
                _openPorts++;
                break;
            default:
                _byMac.Add(options.Mac, port);
                foreach (IpAddress address in options.Addresses)
                {
                    _byAddress.Add(address, port);
                }

                // What it makes of its link address, as most do, is known without a word from it.
                _ = _byAddress.TryAdd(IpAddress.LinkLocalV6(options.Mac), port);
                break;
        }

        return port;
    }

    /// <summary>Takes a port of this switch out, with everything that is known about it.</summary>
    public void Remove(SwitchPort port)
    {
        _last = null;
        if (port.Kind is SwitchPortKind.Host)
        {
            _host = null;
        }
        else if (port.Kind is SwitchPortKind.Open)
        {
            _openPorts--;
            _learned.Remove(port);
        }
        else
        {
            _ = _byMac.Remove(port.Options.Mac);
            foreach (IpAddress address in (ReadOnlySpan<IpAddress>)[.. port.Options.Addresses, .. port.Taken, IpAddress.LinkLocalV6(port.Options.Mac)])
            {
                if (_byAddress.TryGetValue(address, out SwitchPort? owner) && owner == port)
                {
                    _ = _byAddress.Remove(address);
                }
            }
        }
    }

    /// <summary>Judges a frame that came from a port, and counts it there.</summary>
    public SwitchVerdict Judge(Instant now, SwitchPort from, ReadOnlySpan<byte> frame)
    {
        SwitchPortCounters counters = from.Counters;
        counters.FramesIn++;
        counters.OctetsIn += frame.Length;
        SwitchVerdict verdict = EthernetView.TryCreate(frame, out EthernetView view) is WireError.None
            ? Judge(now, from, view)
            : SwitchVerdict.Drop(SwitchDropReason.Malformed);
        if (verdict.Action is SwitchAction.Drop)
        {
            counters.Drop(verdict.Reason);
        }
        else
        {
            counters.Forwarded++;
        }

        return verdict;
    }

    /// <summary>Says where a frame of the node's goes: to a port, to all ports, or nowhere.</summary>
    public SwitchVerdict JudgeFromNode(Instant now, ReadOnlySpan<byte> headers)
    {
        if (EthernetView.TryCreate(headers, out EthernetView frame) is not WireError.None)
        {
            return SwitchVerdict.Drop(SwitchDropReason.Malformed);
        }

        MacAddress destination = frame.Destination;
        return destination.IsMulticast ? JudgeGroupFromNode(frame) : Route(now, null, destination);
    }

    private SwitchVerdict Judge(Instant now, SwitchPort from, in EthernetView frame)
    {
        if (!IsLawfulMac(now, from, frame.Source))
        {
            return SwitchVerdict.Drop(SwitchDropReason.BadMac);
        }

        return frame.Type switch
        {
            EtherType.Ipv4 => JudgeIpv4(now, from, frame),
            EtherType.Ipv6 => JudgeIpv6(now, from, frame),
            EtherType.Arp => JudgeArp(now, from, frame),
            _ => SwitchVerdict.Drop(SwitchDropReason.UnknownProtocol),
        };
    }

    private SwitchVerdict JudgeIpv4(Instant now, SwitchPort from, in EthernetView frame)
    {
        if (Ipv4View.TryCreate(frame.Payload, out Ipv4View packet) is not WireError.None)
        {
            return SwitchVerdict.Drop(SwitchDropReason.Malformed);
        }

        if (!IsLawfulSource(from, packet))
        {
            return SwitchVerdict.Drop(SwitchDropReason.BadSource);
        }

        MacAddress destination = frame.Destination;
        if (destination.IsMulticast)
        {
            return JudgeGroup(now, from, packet);
        }

        if (from.Kind is SwitchPortKind.Host && GatewayPacket.TryRead(packet, out GatewayPacket sent))
        {
            NoteHostFlow(sent, packet.Destination);
        }

        return destination == _options.NodeMac ? JudgeToGateway(from, packet) : Route(now, from, destination);
    }

    private SwitchVerdict JudgeIpv6(Instant now, SwitchPort from, in EthernetView frame)
    {
        if (Ipv6View.TryCreate(frame.Payload, out Ipv6View packet) is not WireError.None)
        {
            return SwitchVerdict.Drop(SwitchDropReason.Malformed);
        }

        if (!IsLawfulSource(from, packet))
        {
            return SwitchVerdict.Drop(SwitchDropReason.BadSource);
        }

        if (JudgeNdp(now, from, packet, frame) is { } ofNeighbors)
        {
            return ofNeighbors;
        }

        if (from.Kind is SwitchPortKind.Endpoint && IsTo(packet, Dhcpv6ClientPort))
        {
            return SwitchVerdict.Drop(SwitchDropReason.Rogue);
        }

        MacAddress destination = frame.Destination;
        if (destination.IsMulticast)
        {
            return JudgeGroup(now, from, packet);
        }

        if (from.Kind is SwitchPortKind.Host && GatewayPacket.TryRead(packet, out GatewayPacket sent))
        {
            NoteHostFlow(sent, packet.Destination);
        }

        return destination == _options.NodeMac ? JudgeToGateway(from, packet) : Route(now, from, destination);
    }

    private SwitchVerdict Route(Instant now, SwitchPort? from, MacAddress destination)
    {
        if (destination == _options.NodeMac)
        {
            // The host and the node have one link address: a frame of either to it is a frame to itself.
            return from is null or { Kind: SwitchPortKind.Host }
                ? SwitchVerdict.Drop(SwitchDropReason.Hairpin)
                : SwitchVerdict.Do(SwitchAction.ToNode);
        }

        if (!TryFind(now, destination, out SwitchPort? target))
        {
            return _openPorts > 0 ? SwitchVerdict.Do(SwitchAction.ToOpenPorts) : SwitchVerdict.Drop(SwitchDropReason.UnknownDestination);
        }

        return target == from ? SwitchVerdict.Drop(SwitchDropReason.Hairpin) : SwitchVerdict.To(target);
    }

    // Nearly all frames are for the same port as the last one.
    private bool TryFind(Instant now, MacAddress mac, [NotNullWhen(true)] out SwitchPort? port)
    {
        port = _last;
        if (port is not null && port.Options.Mac == mac)
        {
            return true;
        }

        if (_byMac.TryGetValue(mac, out port))
        {
            _last = port;
            return true;
        }

        return _openPorts > 0 && _learned.TryFind(now, mac, out port);
    }

    private bool IsFree(SwitchPortOptions options)
    {
        if (options.Kind is not SwitchPortKind.Endpoint)
        {
            return options.Kind is SwitchPortKind.Open || _host is null;
        }

        foreach (IpAddress address in options.Addresses)
        {
            if (IsOfNode(address) || _byAddress.ContainsKey(address))
            {
                return false;
            }
        }

        return options.Mac != default && !options.Mac.IsMulticast && options.Mac != _options.NodeMac && !_byMac.ContainsKey(options.Mac);
    }

    private bool IsOfNode(IpAddress address) =>
        address == _options.Gateway || address == _options.Service || address == _options.GatewayV6 || address == _options.ServiceV6
        || address == _nodeLinkLocal;
}
