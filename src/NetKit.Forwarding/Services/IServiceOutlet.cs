using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Services;

/// <summary>The way to the container for what the node itself says.</summary>
internal interface IServiceOutlet
{
    void Send(in UdpDatagram datagram);

    /// <summary>To a host whose link address is known, and whose IP address may not be in use yet.</summary>
    void SendTo(MacAddress mac, in UdpDatagram datagram);
}
