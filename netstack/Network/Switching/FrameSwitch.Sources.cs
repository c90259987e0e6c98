using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>Who may say that they are who.</summary>
public sealed partial class FrameSwitch
{
    private const ushort DhcpServerPort = 67;

    private bool IsLawfulMac(Instant now, SwitchPort from, MacAddress source)
    {
        switch (from.Kind)
        {
            case SwitchPortKind.Endpoint:
                return source == from.Options.Mac;
            case SwitchPortKind.Host:
                return source == _options.NodeMac;
            default:
                // A registered station does not move.
                if (source.IsMulticast || source == default || source == _options.NodeMac || _byMac.ContainsKey(source))
                {
                    return false;
                }

                _learned.Learn(now, source, from);
                return true;
        }
    }

    private bool IsLawfulSource(SwitchPort from, in Ipv4View packet)
    {
        IpAddress source = packet.Source;
        return from.Kind switch
        {
            SwitchPortKind.Endpoint => from.Has(source) || (source == IpAddress.AnyV4 ? IsDhcpRequest(packet) : TryClaim(from, source)),
            SwitchPortKind.Host => source == _options.Gateway,
            _ => !IsOfNode(source) && !_byAddress.ContainsKey(source),
        };
    }

    private bool IsLawfulSource(SwitchPort from, in Ipv6View packet)
    {
        IpAddress source = packet.Source;
        return from.Kind switch
        {
            // Who looks whether an address is free has none yet (RFC 4862 §5.4.2).
            SwitchPortKind.Endpoint => source.IsUnspecified ? packet.Protocol is IpProtocol.Icmpv6 : MayHave(from, source),
            SwitchPortKind.Host => source == _options.GatewayV6,
            _ => !IsOfNode(source) && !_byAddress.ContainsKey(source),
        };
    }

    // An endpoint makes its link-local address itself, of its link address or otherwise (RFC 7217); only another's is not its to take.
    private bool MayHave(SwitchPort endpoint, IpAddress address) =>
        endpoint.Has(address)
        || (address.IsLinkLocalV6
            ? !IsOfNode(address) && (!_byAddress.TryGetValue(address, out SwitchPort? owner) || owner == endpoint)
            : TryClaim(endpoint, address));

    private static bool IsDhcpRequest(in Ipv4View packet) =>
        packet.Protocol is IpProtocol.Udp && !packet.IsFragment
        && UdpView.TryCreate(packet.Payload, out UdpView datagram) is WireError.None
        && datagram.DestinationPort == DhcpServerPort;

    // What an ARP packet says of its sender. The unspecified address is that of a probe (RFC 5227 §2.1.1).
    private bool IsLawfulSender(SwitchPort from, MacAddress source, in ArpHeader packet)
    {
        if (packet.SenderMac != source)
        {
            return false;
        }

        bool isProbe = packet.SenderIp == IpAddress.AnyV4 && packet.Operation is ArpOperation.Request;
        return from.Kind switch
        {
            SwitchPortKind.Endpoint => isProbe || from.Has(packet.SenderIp) || TryClaim(from, packet.SenderIp),
            SwitchPortKind.Host => packet.SenderIp == _options.Gateway,
            _ => isProbe || (!IsOfNode(packet.SenderIp) && !_byAddress.ContainsKey(packet.SenderIp)),
        };
    }
}
