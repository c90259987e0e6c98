using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>Passes everything on to the owner of the stream.</summary>
internal readonly struct StreamHandler(StreamOwner owner) : INodeHandler
{
    public void OnDatagram(in UdpDatagram datagram) => owner.Datagrams++;

    public void OnEcho(in EchoRequest request) => owner.Pings++;

    public void OnReceived()
    {
    }

    public void OnConnectRequest(TcpConnection connection)
    {
        if (owner.Accepts(connection))
        {
            connection.Accept();
        }
    }

    public void OnOpened(TcpConnection connection) => owner.Send(connection);

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets)
    {
        owner.Take(octets);
        return octets.Length;
    }

    public void OnRelease()
    {
    }

    public void OnReadable(TcpConnection connection)
    {
        connection.GetReadable(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
        owner.Take(first);
        owner.Take(rest);
        connection.Consume(first.Length + rest.Length);
    }

    public void OnSendSpace(TcpConnection connection) => owner.Send(connection);

    public void OnPeerClosed(TcpConnection connection) => owner.HasEnd = true;

    public void OnClosed(TcpConnection connection, TcpCloseReason reason) => owner.Closed = reason;
}
