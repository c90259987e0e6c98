using System;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Netstack.Network;

/// <summary>
/// A handler made of delegates, for programs that need not hand on every packet as fast as can be; <see cref="INodeHandler"/> is for those.
/// What is left out does what harms nobody: connections that are asked for are accepted, octets are left to be read.
/// </summary>
public sealed class NodeEvents
{
    /// <summary>What <see cref="IpNode{TDevice}.Poll"/> takes.</summary>
    public NodeEventsHandler Handler => new(this);

    /// <summary>See <see cref="ITcpHandler.OnConnectRequest"/>.</summary>
    public Action<TcpConnection> Requested { get; init; } = static connection => connection.Accept();

    /// <summary>See <see cref="ITcpHandler.OnOpened"/>.</summary>
    public Action<TcpConnection>? Opened { get; init; }

    /// <summary>See <see cref="ITcpHandler.OnData"/>.</summary>
    public Func<TcpConnection, ReadOnlySpan<byte>, int>? Data { get; init; }

    /// <summary>See <see cref="ITcpHandler.OnReadable"/>.</summary>
    public Action<TcpConnection>? Readable { get; init; }

    /// <summary>See <see cref="ITcpHandler.OnSendSpace"/>.</summary>
    public Action<TcpConnection>? SendSpace { get; init; }

    /// <summary>See <see cref="ITcpHandler.OnPeerClosed"/>.</summary>
    public Action<TcpConnection>? PeerClosed { get; init; }

    /// <summary>See <see cref="ITcpHandler.OnClosed"/>.</summary>
    public Action<TcpConnection, TcpCloseReason>? Closed { get; init; }
}
