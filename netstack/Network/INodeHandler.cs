using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Network;

/// <summary>
/// Whom a node works for. Called from within <see cref="IpNode{TDevice}.Poll"/>; the handler may use connections and send through
/// the node meanwhile, but not poll it.
/// </summary>
public interface INodeHandler : ITcpHandler
{
    /// <summary>A UDP datagram, to an address of the node or to be forwarded. Valid during the call.</summary>
    void OnDatagram(in UdpDatagram datagram);

    /// <summary>An echo request that is to be forwarded: the node answers those to itself. Valid during the call.</summary>
    void OnEcho(in EchoRequest request);

    /// <summary>The frames of this turn are in. What is written now goes out with the acknowledgements of this turn.</summary>
    void OnReceived();
}
