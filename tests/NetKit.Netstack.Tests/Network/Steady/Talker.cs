using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Tests.Network.Steady;

/// <summary>Accepts, takes all that comes, and counts it.</summary>
internal struct Talker : INodeHandler
{
    public TcpConnection? Connection { get; private set; }

    public long Octets { get; private set; }

    public long Datagrams { get; private set; }

    public readonly void OnConnectRequest(TcpConnection connection) => connection.Accept();

    public void OnOpened(TcpConnection connection) => Connection = connection;

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets)
    {
        Octets += octets.Length;
        return octets.Length;
    }

    /// <summary>Nothing is queued while everything is taken, unless it came out of order.</summary>
    public void OnRelease()
    {
    }

    public void OnReadable(TcpConnection connection)
    {
        Octets += connection.ReadableLength;
        connection.Consume(connection.ReadableLength);
    }

    public readonly void OnSendSpace(TcpConnection connection)
    {
    }

    public readonly void OnPeerClosed(TcpConnection connection)
    {
    }

    public readonly void OnClosed(TcpConnection connection, TcpCloseReason reason)
    {
    }

    public void OnDatagram(in UdpDatagram datagram) => Datagrams++;

    public readonly void OnEcho(in EchoRequest request)
    {
    }

    public readonly void OnReceived()
    {
    }
}
