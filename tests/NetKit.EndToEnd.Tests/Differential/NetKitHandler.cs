using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>Passes on what the stack says.</summary>
internal readonly struct NetKitHandler(NetKitOwner owner) : INodeHandler
{
    public void OnConnectRequest(TcpConnection connection)
    {
        if (owner.Refuses)
        {
            connection.Abort();
            return;
        }

        owner.Connection = connection;
        connection.Accept();
    }

    public void OnOpened(TcpConnection connection)
    {
    }

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets) => owner.Hesitates ? 0 : octets.Length;

    public void OnRelease()
    {
    }

    public void OnReadable(TcpConnection connection)
    {
        if (!owner.Hesitates)
        {
            connection.Consume(connection.ReadableLength);
        }
    }

    public void OnSendSpace(TcpConnection connection)
    {
    }

    public void OnPeerClosed(TcpConnection connection)
    {
    }

    public void OnClosed(TcpConnection connection, TcpCloseReason reason)
    {
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
