using System;
using System.IO;
using System.Net.Sockets;
using System.Runtime.Versioning;
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
    private const int Backlog = 128;

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
    public static string? TryBind(string path, out ControlSocket? socket)
    {
        socket = null;
        try
        {
            ControlSocketFile.CheckLength(path);
            string? refusal = PrepareDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!) ?? RemoveStale(path);
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
            return $"The control socket {path} cannot be created ({exception.Message}): choose another place with --api-socket.";
        }
    }

    /// <summary>Closes the socket; the runtime removes the file of a socket that it bound.</summary>
    public void Dispose() => Listener.Dispose();

    private static string? PrepareDirectory(string directory)
    {
        if (Directory.Exists(directory))
        {
            return null;
        }

        _ = Directory.CreateDirectory(directory);
        Errno error = Files.SetMode(directory, OwnerOnlyDirectory);
        return error == Errno.None
            ? null
            : $"The directory {directory} cannot be made private ({error}): choose another place with --api-socket.";
    }

    private static string? RemoveStale(string path)
    {
        if (!System.IO.Path.Exists(path))
        {
            return null;
        }

        if (!IsSocket(path))
        {
            return $"{path} exists and is no socket: choose another place with --api-socket.";
        }

        if (ControlSocketFile.IsLive(path))
        {
            return $"Another netkit listens on {path}: choose another --name or --api-socket.";
        }

        File.Delete(path);
        return null;
    }

    /// <summary>
    /// Whoever mistypes a path must not lose a file by it. A socket is what cannot be opened (open(2): ENXIO, on macOS EOPNOTSUPP).
    /// </summary>
    private static bool IsSocket(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            return IsSocketOnLinux(path);
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

    [SupportedOSPlatform("linux")]
    private static bool IsSocketOnLinux(string path)
    {
        Errno error = Files.OpenDevice(path, out Fd fd);
        Files.Close(fd);
        return error == Errno.NoSuchDeviceOrAddress;
    }
}
