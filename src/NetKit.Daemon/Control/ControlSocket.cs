using System;
using System.IO;
using System.Net.Sockets;
using NetKit.Control.Client;
using NetKit.Control.Sockets;
using NetKit.Interop;

namespace NetKit.Daemon.Control;

/// <summary>
/// The listening unix socket of the control API. It takes connections from the moment it is made, long before a server is there to
/// answer them, so that whoever was told "ready" can use it.
/// </summary>
public sealed class ControlSocket : IDisposable
{
    private const uint OwnerOnly = 0b110_000_000;           // 0600
    private const uint OwnerOnlyDirectory = 0b111_000_000;  // 0700
    internal const int Backlog = 4096;

    private ControlSocket(Socket listener, string path)
    {
        Listener = listener;
        Path = path;
    }

    public string Path { get; }

    internal Socket Listener { get; }

    /// <summary>
    /// Answers null and a socket with mode 0600 whose file goes away with it, or a sentence that says why not. A file that a dead process
    /// left behind is replaced, a living one's is not.
    /// </summary>
    /// <param name="path">Where its file is made.</param>
    /// <param name="socket">The caller's to dispose of.</param>
    /// <param name="option">What to choose another place with.</param>
    public static string? TryBind(string path, out ControlSocket? socket, string option = "--api-socket")
    {
        socket = null;
        try
        {
            ControlSocketFile.CheckLength(path);
            string? refusal = PrepareDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, option) ?? RemoveStale(path, option);
            if (refusal is not null)
            {
                return refusal;
            }

            Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            socket = new ControlSocket(listener, path);

            // Nobody can connect before the listen, so the mode is right from the first connection on.
            Errno error = Files.SetMode(path, OwnerOnly);
            if (error != Errno.None)
            {
                socket.Dispose();
                socket = null;
                return $"The control socket {path} cannot be made private ({error}).";
            }

            listener.Listen(Backlog);
            return null;
        }
        catch (ControlException exception)
        {
            return exception.Message;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            return $"The control socket {path} cannot be created ({exception.Message}): choose another place with {option}.";
        }
    }

    /// <summary>Takes over a listening socket that a service manager made (sd_listen_fds(3)); its file stays the service manager's.</summary>
    public static ControlSocket Adopt(Fd fd)
    {
        Socket listener = new(new SafeSocketHandle(fd.Value, ownsHandle: true));
        return new ControlSocket(listener, listener.LocalEndPoint?.ToString() ?? string.Empty);
    }

    /// <summary>Closes the socket; the runtime removes the file of a socket that it bound.</summary>
    public void Dispose() => Listener.Dispose();

    private static string? PrepareDirectory(string directory, string option)
    {
        if (Directory.Exists(directory))
        {
            return null;
        }

        _ = Directory.CreateDirectory(directory);
        Errno error = Files.SetMode(directory, OwnerOnlyDirectory);
        return error == Errno.None
            ? null
            : $"The directory {directory} cannot be made private ({error}): choose another place with {option}.";
    }

    private static string Another(string option) => option == "--api-socket" ? "--name or --api-socket" : option;

    private static string? RemoveStale(string path, string option)
    {
        if (!System.IO.Path.Exists(path))
        {
            return null;
        }

        if (!IsSocket(path))
        {
            return $"{path} exists and is no socket: choose another place with {option}.";
        }

        if (ControlSocketFile.IsLive(path))
        {
            return $"Another netkit listens on {path}: choose another {Another(option)}.";
        }

        File.Delete(path);
        return null;
    }

    /// <summary>
    /// Whoever mistypes a path must not lose a file by it. On macOS a socket is what cannot be opened (open(2), EOPNOTSUPP).
    /// </summary>
    private static bool IsSocket(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return Files.Identify(path, out FileIdentity found) == Errno.None && found.IsSocket;
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
