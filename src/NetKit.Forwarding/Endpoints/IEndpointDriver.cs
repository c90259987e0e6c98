using System;
using System.Collections.Generic;
using NetKit.Forwarding.Tcp;
using NetKit.Forwarding.Udp;
using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>An endpoint on its loop, whatever its link is. For what is seldom called: frames do not pass here. Loop thread only.</summary>
internal interface IEndpointDriver : IDisposable
{
    /// <summary>Called once, when the link is over.</summary>
    event Action? Gone;

    TcpForwarder Tcp { get; }

    UdpForwarder Udp { get; }

    HostAccess Access { get; }

    NodeCounters NodeCounters { get; }

    NeighborTable Neighbors { get; }

    /// <summary>Takes what a neighbour has said to another loop of the network.</summary>
    void LearnNeighbor(IpAddress address, MacAddress mac);

    IReadOnlyList<FlowSnapshot> Flows();

    IReadOnlyList<CounterSnapshot> Report();
}
