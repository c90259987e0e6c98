using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Microbenchmarks;

/// <summary>Accepts every connection and takes all that comes.</summary>
internal struct Taker : INodeHandler
{
    public TcpConnection? Accepted { get; private set; }

    public long Octets { get; private set; }

    public void OnConnectRequest(TcpConnection connection)
    {
        Accepted = connection;
        connection.Accept();
    }

    public readonly void OnOpened(TcpConnection connection)
    {
    }

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets)
    {
        Octets += octets.Length;
        return octets.Length;
    }

    public readonly void OnRelease()
    {
    }

    public readonly void OnReadable(TcpConnection connection)
    {
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

    public readonly void OnDatagram(in UdpDatagram datagram)
    {
    }

    public readonly void OnEcho(in EchoRequest request)
    {
    }

    public readonly void OnReceived()
    {
    }
}
