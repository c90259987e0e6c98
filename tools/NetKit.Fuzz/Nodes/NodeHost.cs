using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Nodes;

/// <summary>A host that accepts what goes to even ports, refuses what goes to odd ones, and says back whatever it hears.</summary>
internal readonly struct NodeHost(NodeRig rig) : INodeHandler
{
    public void OnConnectRequest(TcpConnection connection)
    {
        rig.Connections.Add(connection);
        if ((connection.Key.LocalPort & 1) == 0)
        {
            connection.Accept();
        }
        else if ((connection.Key.LocalPort & 2) == 0)
        {
            connection.Abort();
        }
    }

    public void OnOpened(TcpConnection connection) => _ = connection.Write("welcome"u8);

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets)
    {
        // Half is read later, so that queues have something to hold.
        _ = connection.Write(octets);
        return octets.Length / 2;
    }

    public void OnRelease()
    {
    }

    public void OnReadable(TcpConnection connection)
    {
        if (connection.ReadableLength > 1000)
        {
            connection.Consume(connection.ReadableLength);
        }
    }

    public void OnSendSpace(TcpConnection connection)
    {
    }

    public void OnPeerClosed(TcpConnection connection)
    {
        connection.Consume(connection.ReadableLength);
        connection.Close();
    }

    public void OnClosed(TcpConnection connection, TcpCloseReason reason) => connection.Drop();

    public void OnDatagram(in UdpDatagram datagram)
    {
        if (!datagram.Source.IsUnspecified && !datagram.Destination.IsMulticast && datagram.Destination != IpAddress.BroadcastV4)
        {
            rig.SendBack(datagram);
        }
    }

    public void OnEcho(in EchoRequest request) => rig.SendBack(request);

    public void OnReceived()
    {
    }
}
