using System;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Captures;

/// <summary>What a filter asks about a frame. What is not there is zero; addresses of ARP are those that it speaks of.</summary>
public readonly record struct FrameFacts
{
    public EtherType Type { get; private init; }

    public IpProtocol? Protocol { get; private init; }

    public IpAddress Source { get; private init; }

    public IpAddress Destination { get; private init; }

    public ushort SourcePort { get; private init; }

    public ushort DestinationPort { get; private init; }

    public static FrameFacts Of(ReadOnlySpan<byte> frame)
    {
        if (EthernetView.TryCreate(frame, out EthernetView view) is not WireError.None)
        {
            return default;
        }

        FrameFacts facts = new() { Type = view.Type };
        return view.Type switch
        {
            EtherType.Arp when ArpView.TryCreate(view.Payload, out ArpView arp) is WireError.None
                && ArpHeader.TryParse(arp, out ArpHeader header) is WireError.None =>
                facts with { Source = header.SenderIp, Destination = header.TargetIp },
            EtherType.Ipv4 when Ipv4View.TryCreate(view.Payload, out Ipv4View ip) is WireError.None =>
                WithPorts(facts with { Protocol = ip.Protocol, Source = ip.Source, Destination = ip.Destination }, ip.Payload, ip.FragmentOffset == 0),
            EtherType.Ipv6 when Ipv6View.TryCreate(view.Payload, out Ipv6View ip) is WireError.None =>
                WithPorts(
                    facts with { Protocol = ip.Protocol, Source = ip.Source, Destination = ip.Destination },
                    ip.Payload,
                    !ip.IsFragment || ip.Fragment.Offset == 0),
            _ => facts,
        };
    }

    // The ports are the first two fields of both.
    private static FrameFacts WithPorts(in FrameFacts facts, ReadOnlySpan<byte> transport, bool isFirst)
    {
        bool has = isFirst && facts.Protocol is (IpProtocol.Tcp or IpProtocol.Udp) && transport.Length >= 4;
        return has
            ? facts with
            {
                SourcePort = (ushort)(transport[0] << 8 | transport[1]),
                DestinationPort = (ushort)(transport[2] << 8 | transport[3]),
            }
            : facts;
    }
}
