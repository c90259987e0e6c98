using NetKit.Forwarding.Tcp;
using NetKit.Links.Tap;
using NetKit.Netstack.Transport;

namespace NetKit.Forwarding.Endpoints;

/// <summary>
/// The loops that share a network's connections: each owns those whose frames its queues bring (<see cref="FlowSteering"/>). Filled before the loops
/// start; any thread may ask.
/// </summary>
internal sealed class FlowSpread(int loops)
{
    private readonly TcpForwarder[] _owners = new TcpForwarder[loops];

    /// <summary>Says who has the connections of a queue.</summary>
    public void Join(int queue, TcpForwarder owner)
    {
        _owners[queue] = owner;
        owner.Spread = this;
    }

    public TcpForwarder OwnerOf(in FlowKey key) => _owners[FlowSteering.QueueOf(key.LocalPort, key.RemotePort, _owners.Length)];
}
