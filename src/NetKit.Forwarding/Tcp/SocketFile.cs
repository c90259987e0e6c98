using System;
using System.Runtime.Versioning;
using NetKit.Interop;

namespace NetKit.Forwarding.Tcp;

/// <summary>The file of a listening unix socket, mode 0600. It goes with this object, unless somebody has put another in its place.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SocketFile : IDisposable
{
    private const uint OwnerOnly = 0b110_000_000;       // 0600

    private readonly string _path;
    private readonly FileIdentity _identity;

    private SocketFile(string path, FileIdentity identity)
    {
        _path = path;
        _identity = identity;
    }

    /// <summary>
    /// Binds a socket to a path. What a process that was killed has left there is replaced; a socket that somebody listens on is not, nor is
    /// anything that is no socket.
    /// </summary>
    public static SocketFileResult TryBind(Fd fd, string path, out SocketFile? file)
    {
        file = null;
        SocketFileResult way = SocketPaths.Clear(path);
        if (way != SocketFileResult.Ready)
        {
            return way;
        }

        Errno error = UnixSockets.SetMode(fd, OwnerOnly);
        error = error == Errno.None ? UnixSockets.Bind(fd, path) : error;
        FileIdentity identity = default;
        error = error == Errno.None ? Files.Identify(path, out identity) : error;
        file = error == Errno.None ? new SocketFile(path, identity) : null;
        return SocketPaths.ResultOf(error);
    }

    public void Dispose()
    {
        if (Files.Identify(_path, out FileIdentity now) == Errno.None && now == _identity)
        {
            _ = SocketPaths.TryDelete(_path);
        }
    }
}
