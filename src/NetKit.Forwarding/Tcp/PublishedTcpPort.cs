using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Tcp;

/// <summary>A TCP port of the host that leads into the container. Loop thread only.</summary>
internal sealed class PublishedTcpPort : StreamListener
{
    private readonly TcpForwarder _forwarder;

    private PublishedTcpPort(EventLoop loop, TcpForwarder forwarder, Fd fd, SocketEndpoint host, SocketEndpoint container)
        : base(loop, fd)
    {
        _forwarder = forwarder;
        Host = host;
        Container = container;
    }

    /// <summary>What is really bound: the port is filled in when the system chose it.</summary>
    public SocketEndpoint Host { get; }

    public SocketEndpoint Container { get; }

    /// <summary>Binds and listens. The error is that of the call that failed.</summary>
    public static Errno Open(
        EventLoop loop, TcpForwarder forwarder, SocketEndpoint host, SocketEndpoint container, out PublishedTcpPort? port)
    {
        port = null;
        Errno error = Sockets.Open(!host.Address.IsV4, SocketKind.Stream, out Fd fd);
        if (error != Errno.None)
        {
            return error;
        }

        // A restart must not wait until the last connection of its predecessor has left TIME-WAIT.
        error = Sockets.SetReuseAddress(fd, true);
        error = error == Errno.None && !host.Address.IsV4 ? Sockets.SetV6Only(fd, true) : error;
        error = error == Errno.None ? Sockets.Bind(fd, host) : error;
        TcpForwarder.Prepare(fd, host.Address);
        error = error == Errno.None ? Sockets.Listen(fd, Backlog) : error;
        SocketEndpoint bound = host;
        error = error == Errno.None ? Sockets.LocalEndpoint(fd, out bound) : error;
        if (error == Errno.None)
        {
            port = new PublishedTcpPort(loop, forwarder, fd, bound, container);
            error = loop.RegisterLevel(fd, Readiness.Readable, port);
        }

        if (error != Errno.None)
        {
            Sockets.Close(fd);
            port = null;
        }

        return error;
    }

    protected override void OnAccepted(Fd accepted, SocketEndpoint peer) =>
        _forwarder.Accept(accepted, peer, LocalAddress(accepted), Container);

    private IpAddress LocalAddress(Fd accepted) =>
        Host.Address.IsUnspecified && Sockets.LocalEndpoint(accepted, out SocketEndpoint here) == Errno.None
            ? here.Address
            : Host.Address;
}
