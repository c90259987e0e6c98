using System;
using System.Collections.Generic;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Tests.Network;

/// <summary>The owner of a node in tests: it notes what it is given and answers what the test wants.</summary>
internal sealed class NodeOwner
{
    public List<Datagram> Datagrams { get; } = [];

    public List<Echo> Echoes { get; } = [];

    public List<TcpConnection> Connections { get; } = [];

    public List<byte> Octets { get; } = [];

    public int Turns { get; set; }

    public bool Accepts { get; set; } = true;

    /// <summary>What it does when a connection is open.</summary>
    public Action<TcpConnection>? WhenOpen { get; set; }
}
