using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Tcp;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Forwarding.Endpoints;

/// <summary>Passes on what the node says: of a connection to its flow, the rest to the driver. A struct, so that the calls are direct.</summary>
[SupportedOSPlatform("linux")]
internal readonly struct EndpointHandler<TDevice>(EndpointDriver<TDevice> driver) : INodeHandler
    where TDevice : struct, ILinkDevice
{
    public void OnConnectRequest(TcpConnection connection) => driver.OnConnectRequest(connection);

    public void OnOpened(TcpConnection connection) => FlowOf(connection)?.OnOpened();

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets) => FlowOf(connection)?.OnData(octets) ?? octets.Length;

    public void OnRelease() => driver.Tcp.SendHeld();

    public void OnReadable(TcpConnection connection) => FlowOf(connection)?.OnReadable();

    public void OnSendSpace(TcpConnection connection) => FlowOf(connection)?.OnSendSpace();

    public void OnPeerClosed(TcpConnection connection) => FlowOf(connection)?.OnPeerClosed();

    public void OnClosed(TcpConnection connection, TcpCloseReason reason) => FlowOf(connection)?.OnClosed(reason);

    public void OnDatagram(in UdpDatagram datagram) => driver.OnDatagram(datagram);

    public void OnEcho(in EchoRequest request) => driver.OnEcho(request);

    public void OnReceived() => driver.OnReceived();

    private static StackFlow? FlowOf(TcpConnection connection) => (StackFlow?)connection.Owner;
}
