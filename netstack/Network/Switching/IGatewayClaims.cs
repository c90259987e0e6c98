namespace NetKit.Netstack.Network.Switching;

/// <summary>Says what the node wants of the packets to the address that it shares with the host. Asked only where the host has a port.</summary>
public interface IGatewayClaims
{
    /// <summary>True: it belongs to a flow or a service of the node. False: it goes to the host.</summary>
    bool IsOfNode(in GatewayPacket packet);
}
