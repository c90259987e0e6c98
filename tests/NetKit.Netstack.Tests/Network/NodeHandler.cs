using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Tests.Network;

/// <summary>Passes everything on to the owner.</summary>
internal readonly struct NodeHandler(NodeOwner owner) : INodeHandler
{
    public void OnDatagram(in UdpDatagram datagram) => owner.Datagrams.Add(Datagram.Of(datagram));

    public void OnEcho(in EchoRequest request) => owner.Echoes.Add(Echo.Of(request));

    public void OnReceived() => owner.Turns++;

    public void OnConnectRequest(TcpConnection connection)
    {
        owner.Connections.Add(connection);
        if (owner.Accepts)
        {
            connection.Accept();
        }
    }

    public void OnOpened(TcpConnection connection) => owner.WhenOpen?.Invoke(connection);

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets)
    {
        owner.Octets.AddRange(octets.ToArray());
        return octets.Length;
    }

    public void OnRelease()
    {
    }

    public void OnReadable(TcpConnection connection)
    {
        connection.GetReadable(out ReadOnlySpan<byte> first, out ReadOnlySpan<byte> rest);
        owner.Octets.AddRange([.. first, .. rest]);
        connection.Consume(first.Length + rest.Length);
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
}
