using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Replay.Hosts;

/// <summary>Passes on what the replayed node says.</summary>
internal readonly struct ReplayHandler(ReplayNode node) : INodeHandler
{
    public void OnConnectRequest(TcpConnection connection) => node.OnConnectRequest(connection);

    public void OnOpened(TcpConnection connection) => FlowOf(connection)?.Write();

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets) => FlowOf(connection) is { IsStalled: true } ? 0 : octets.Length;

    public void OnRelease()
    {
    }

    public void OnReadable(TcpConnection connection) => FlowOf(connection)?.Read();

    public void OnSendSpace(TcpConnection connection) => FlowOf(connection)?.Write();

    public void OnPeerClosed(TcpConnection connection) => FlowOf(connection)?.Read();

    public void OnClosed(TcpConnection connection, TcpCloseReason reason) => node.OnClosed(connection);

    public void OnDatagram(in UdpDatagram datagram) => node.OnDatagram(datagram);

    public void OnEcho(in EchoRequest request) => node.OnEcho(request);

    public void OnReceived() => node.OnReceived();

    private static ReplayFlow? FlowOf(TcpConnection connection) => (ReplayFlow?)connection.Owner;
}
