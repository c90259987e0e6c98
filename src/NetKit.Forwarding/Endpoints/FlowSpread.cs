using System.Collections.Generic;
using System.Linq;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Tcp;
using NetKit.Links.Tap;
using NetKit.Netstack.Transport;

namespace NetKit.Forwarding.Endpoints;

/// <summary>
/// The loops that share a network's connections: each owns those whose frames its queue brings (<see cref="FlowSteering"/>). Any thread may ask.
/// </summary>
internal sealed class FlowSpread
{
    private readonly TcpForwarder[] _owners;

    private FlowSpread(TcpForwarder[] owners) => _owners = owners;

    /// <summary>
    /// Lets these share a network, before their loops start, in the order of their queues. Neighbours speak to the first, who tells the others. One
    /// alone has everything.
    /// </summary>
    public static void Share(params IReadOnlyList<(EventLoop Loop, IEndpointDriver Driver)> places)
    {
        if (places.Count < 2)
        {
            return;
        }

        FlowSpread spread = new([.. places.Select(static place => place.Driver.Tcp)]);
        foreach (TcpForwarder owner in spread._owners)
        {
            owner.Spread = spread;
        }

        places[0].Driver.Neighbors.Learned = (address, mac) =>
        {
            foreach ((EventLoop loop, IEndpointDriver driver) in places.Skip(1))
            {
                _ = loop.Post(() => driver.LearnNeighbor(address, mac));
            }
        };
    }

    public TcpForwarder OwnerOf(in FlowKey key) => _owners[FlowSteering.QueueOf(key.LocalPort, key.RemotePort, _owners.Length)];
}
