using NetKit.Forwarding.Endpoints;
using NetKit.Interop;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Services.Dhcpv6;

namespace NetKit.Forwarding.Services;

/// <summary>
/// The ports of a network's node that NetKit itself serves. What the host listened for there, on an interface with the node's address, the containers
/// would never reach.
/// </summary>
public static class ReservedPorts
{
    internal const ushort Dns = 53;
    internal const ushort Ntp = 123;

    /// <summary>Why a port of a node's address cannot be published, in a sentence; null: it can be.</summary>
    public static string? Refusal(ForwardProtocol protocol, SocketEndpoint node)
    {
        string? service = node.Port switch
        {
            Dns => "DNS",
            DhcpReply.ServerPort when protocol == ForwardProtocol.Udp && node.Address.IsV4 => "DHCP",
            Dhcpv6Server.ServerPort when protocol == ForwardProtocol.Udp && !node.Address.IsV4 => "DHCPv6",
            Ntp when protocol == ForwardProtocol.Udp => "NTP",
            _ => null,
        };
        string name = protocol == ForwardProtocol.Udp ? "UDP" : "TCP";
        return service is null
            ? null
            : $"{name} port {node} is where NetKit itself answers the network's containers ({service}): choose another host port or address.";
    }
}
