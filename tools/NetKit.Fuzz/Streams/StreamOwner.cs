using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Fuzz.Streams;

/// <summary>Passes on what the node tells the owner of its connections.</summary>
internal readonly struct StreamOwner(StreamRig rig) : INodeHandler
{
    public void OnConnectRequest(TcpConnection connection) => rig.OnRequest(connection);

    public void OnOpened(TcpConnection connection)
    {
    }

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets)
    {
        int taken = Math.Min(rig.Takes, octets.Length);
        if (rig.Model is { } model && model.Connection == connection)
        {
            model.OnDelivered(octets[..taken]);
        }

        return taken;
    }

    public void OnRelease()
    {
    }

    public void OnReadable(TcpConnection connection)
    {
    }

    public void OnSendSpace(TcpConnection connection)
    {
    }

    public void OnPeerClosed(TcpConnection connection)
    {
        if (rig.Model is { } model && model.Connection == connection)
        {
            model.OnEnd();
        }
    }

    public void OnClosed(TcpConnection connection, TcpCloseReason reason)
    {
        // What a former connection still holds is nobody's any more.
        if (rig.Model?.Connection != connection)
        {
            connection.Drop();
        }
    }

    public void OnDatagram(in UdpDatagram datagram)
    {
    }

    public void OnEcho(in EchoRequest request)
    {
    }

    public void OnReceived()
    {
    }
}
