using NetKit.Interop;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>What of the gateway's traffic is NetKit's, where the host has the address too.</summary>
internal sealed partial class EndpointDriver<TDevice>
{
    public bool IsOfNode(in GatewayPacket packet)
    {
        // With the host's loopback open, the gateway's address stands for it; otherwise the host itself answers.
        bool mayBegin = !packet.IsHostFlow;
        IpAddress gateway = _settings.GatewayOf(packet.Source.IsV4);
        switch (packet.Protocol)
        {
            case IpProtocol.Tcp:
                bool isServed = packet.IsRequest && mayBegin && IsServed(gateway, packet);
                return isServed || Stack.IsInUse(new FlowKey(gateway, packet.DestinationPort, packet.Source, packet.SourcePort));
            case IpProtocol.Udp:
                SocketEndpoint from = new(packet.Source, packet.SourcePort);
                return (mayBegin && (_settings.HostLoopback || Services.IsServedByGateway(gateway, packet.DestinationPort)))
                    || Udp.IsReply(from, new SocketEndpoint(gateway, packet.DestinationPort));
            case IpProtocol.Icmp or IpProtocol.Icmpv6:
                return packet.IsRequest;
            default:
                return false;
        }
    }

    private bool IsServed(IpAddress gateway, in GatewayPacket packet) =>
        _settings.HostLoopback || Services.IsDns(gateway, packet.DestinationPort)
        || _access.SocketAt(new SocketEndpoint(gateway, packet.DestinationPort), packet.Source) is not null;
}
