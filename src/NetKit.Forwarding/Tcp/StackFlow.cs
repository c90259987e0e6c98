using System;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Forwarding.Tcp;

/// <summary>
/// What a connection of the stack leads to: a host socket, or a service of NetKit itself. It is the connection's
/// <see cref="TcpConnection.Owner"/>. Loop thread only.
/// </summary>
internal abstract class StackFlow(TcpConnection connection)
{
    public TcpConnection Connection { get; } = connection;

    /// <inheritdoc cref="ITcpHandler.OnOpened"/>
    public abstract void OnOpened();

    /// <inheritdoc cref="ITcpHandler.OnData"/>
    public abstract int OnData(ReadOnlySpan<byte> octets);

    /// <inheritdoc cref="ITcpHandler.OnReadable"/>
    public abstract void OnReadable();

    /// <inheritdoc cref="ITcpHandler.OnSendSpace"/>
    public abstract void OnSendSpace();

    /// <inheritdoc cref="ITcpHandler.OnPeerClosed"/>
    public abstract void OnPeerClosed();

    /// <inheritdoc cref="ITcpHandler.OnClosed"/>
    public abstract void OnClosed(TcpCloseReason reason);
}
