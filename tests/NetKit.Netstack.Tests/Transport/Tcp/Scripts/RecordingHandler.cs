using System;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Tests.Transport.Tcp.Scripts;

/// <summary>Passes everything on to the script's owner.</summary>
internal readonly struct RecordingHandler(ScriptOwner owner) : ITcpHandler
{
    public void OnConnectRequest(TcpConnection connection) => owner.Tell(connection, "request");

    public void OnOpened(TcpConnection connection) => owner.Tell(connection, "opened");

    public int OnData(TcpConnection connection, ReadOnlySpan<byte> octets) => owner.Take(connection, octets);

    public void OnRelease()
    {
    }

    public void OnReadable(TcpConnection connection) => owner.Tell(connection, "readable");

    public void OnSendSpace(TcpConnection connection) => owner.Tell(connection, "space");

    public void OnPeerClosed(TcpConnection connection) => owner.Tell(connection, "end");

    public void OnClosed(TcpConnection connection, TcpCloseReason reason) => owner.Tell(connection, $"closed {reason}");
}
