using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Control.Client;
using NetKit.Interop;

namespace NetKit.Control.Sockets;

/// <summary>Reaching a control socket, and being sure whose it is.</summary>
public static class ControlSocketFile
{
    /// <summary>sun_path is 108 octets on Linux and 104 on macOS, with the terminator.</summary>
    public const int LongestPath = 103;

    /// <summary>Connects, or throws a <see cref="ControlException"/> that says what to do.</summary>
    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancellation)
    {
        CheckLength(path);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            CheckOwner(socket, path);
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new ControlException(Sentence(exception.SocketErrorCode, path), exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether somebody listens there, whoever it is.</summary>
    public static bool IsLive(string path)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException exception)
        {
            // A full backlog is a live one's.
            return exception.SocketErrorCode == SocketError.WouldBlock;
        }
    }

    public static void CheckLength(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            throw new ControlException($"The socket path {path} is too long: the system allows {LongestPath} octets.");
        }
    }

    /// <summary>In a directory that anybody may write to, a socket of that name proves nothing: the user behind it does.</summary>
    private static void CheckOwner(Socket socket, string path)
    {
        Errno error = UnixSockets.PeerUser(new Fd((int)socket.Handle), out uint user);
        if (error != Errno.None || (user != ProcessIdentity.EffectiveUser && user != 0))
        {
            throw new ControlException($"The control socket {path} belongs to another user: name your own with --socket.");
        }
    }

    private static string Sentence(SocketError error, string path) => error switch
    {
        SocketError.AccessDenied => $"The control socket {path} belongs to another user: run as that user, or as root.",
        SocketError.WouldBlock => $"The netkit at {path} has too many connections waiting: try again.",
        _ => $"No netkit is running at {path}: start one with 'netkit run' or 'netkit attach', or name another with --socket.",
    };
}
