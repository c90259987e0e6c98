using System;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Network;

/// <summary>Passes on to <see cref="NodeEvents"/>. Datagrams and pings to others are dropped.</summary>
public readonly struct NodeEventsHandler(NodeEvents events) : INodeHandler
{
    public void OnConnectRequest(TcpConnection connection) => events.Requested(connection);

    public void OnOpened(TcpConnection connection) => events.Opened?.Invoke(connection);

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets) => events.Data?.Invoke(connection, octets) ?? 0;

    public void OnRelease()
    {
    }

    public void OnReadable(TcpConnection connection) => events.Readable?.Invoke(connection);

    public void OnSendSpace(TcpConnection connection) => events.SendSpace?.Invoke(connection);

    public void OnPeerClosed(TcpConnection connection) => events.PeerClosed?.Invoke(connection);

    public void OnClosed(TcpConnection connection, TcpCloseReason reason) => events.Closed?.Invoke(connection, reason);

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
