using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Interop;

namespace NetKit.Forwarding.Tcp;

/// <summary>A unix stream socket of the host that leads to a TCP port of the container. Loop thread only.</summary>
/// <remarks>
/// Its clients have no address, and are the gateway to the container. Both ends of a stream are passed on; a reset by the container is the end of
/// the stream to a client, since a unix socket has no resets.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class PublishedSocket : StreamListener
{
    private readonly TcpForwarder _forwarder;
    private readonly SocketFile _file;
    private readonly string _path;
    private readonly SocketEndpoint _container;

    private PublishedSocket(EventLoop loop, TcpForwarder forwarder, Fd fd, SocketFile file, string path, SocketEndpoint container)
        : base(loop, fd)
    {
        _forwarder = forwarder;
        _file = file;
        _path = path;
        _container = container;
    }

    /// <summary>Makes the socket's file and listens.</summary>
    public static SocketFileResult Open(
        EventLoop loop, TcpForwarder forwarder, string path, SocketEndpoint container, out PublishedSocket? socket)
    {
        socket = null;
        Errno error = UnixSockets.Open(out Fd fd);
        if (error != Errno.None)
        {
            return SocketPaths.ResultOf(error);
        }

        SocketFileResult result = SocketFile.TryBind(fd, path, out SocketFile? file);
        if (result == SocketFileResult.Ready)
        {
            socket = new PublishedSocket(loop, forwarder, fd, file!, path, container);
            error = Sockets.Listen(fd, Backlog);
            error = error == Errno.None ? loop.RegisterLevel(fd, Readiness.Readable, socket) : error;
            result = error == Errno.None ? SocketFileResult.Ready : SocketFileResult.Failed;
        }

        if (result != SocketFileResult.Ready)
        {
            file?.Dispose();
            Sockets.Close(fd);
            socket = null;
        }

        return result;
    }

    protected override void OnAccepted(Fd accepted, SocketEndpoint peer) => _forwarder.AcceptLocal(accepted, _path, _container);

    protected override void OnClosing() => _file.Dispose();
}
