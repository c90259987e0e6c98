using System;
using System.IO;
using System.Runtime.Versioning;
using NetKit.Interop;

namespace NetKit.Forwarding.Tcp;

/// <summary>
/// Places where a unix socket is to listen. A socket that somebody listens on is left alone, and so is whatever is no socket: who mistypes a path must not
/// lose a file by it.
/// </summary>
[SupportedOSPlatform("linux")]
public static class SocketPaths
{
    /// <summary>
    /// Removes what a process that was killed has left at a path. <see cref="SocketFileResult.Ready"/>: nothing is there, or not any more.
    /// </summary>
    public static SocketFileResult Clear(string path)
    {
        Errno error = Files.Identify(path, out FileIdentity found);
        if (error != Errno.None)
        {
            // Whether it is the file that is missing or its directory, the bind will say.
            return error == Errno.NoSuchFile ? SocketFileResult.Ready : ResultOf(error);
        }

        if (!found.IsSocket)
        {
            return SocketFileResult.NotASocket;
        }

        error = UnixSockets.Open(out Fd probe);
        if (error != Errno.None)
        {
            return ResultOf(error);
        }

        error = UnixSockets.Connect(probe, path);
        Sockets.Close(probe);
        return error switch
        {
            Errno.NoSuchFile => SocketFileResult.Ready,
            Errno.ConnectionRefused => TryDelete(path) ? SocketFileResult.Ready : SocketFileResult.Denied,
            Errno.AccessDenied or Errno.NotPermitted => SocketFileResult.Denied,

            // It took the connection, its queue is full, or it takes datagrams only.
            _ => SocketFileResult.InUse,
        };
    }

    internal static bool TryDelete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    internal static SocketFileResult ResultOf(Errno error) => error switch
    {
        Errno.None => SocketFileResult.Ready,
        Errno.AddressInUse => SocketFileResult.InUse,
        Errno.NoSuchFile or Errno.NotADirectory => SocketFileResult.NoDirectory,
        Errno.AccessDenied or Errno.NotPermitted => SocketFileResult.Denied,
        Errno.InvalidArgument => SocketFileResult.TooLong,
        Errno.TooManyFiles => SocketFileResult.NoDescriptor,
        _ => SocketFileResult.Failed,
    };
}
