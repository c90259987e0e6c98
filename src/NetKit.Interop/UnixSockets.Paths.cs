using System;
using System.Buffers.Binary;
using System.Text;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Stream sockets with a file as their address (unix(7)).</summary>
public static unsafe partial class UnixSockets
{
    private const int PathAt = 2;

    /// <summary>The octets of a path that the system takes: sun_path is 108 of them on Linux and 104 on macOS, the terminator included.</summary>
    public static int LongestPath => OperatingSystem.IsMacOS() ? 103 : 107;

    /// <summary>A stream socket, non-blocking and close-on-exec.</summary>
    public static Errno Open(out Fd fd) => Sockets.Open(SocketConstants.FamilyUnix, SocketConstants.TypeStream, 0, out fd);

    /// <summary>
    /// Makes the socket's file, which must not exist (<see cref="Errno.AddressInUse"/>). Nobody can connect before
    /// <see cref="Sockets.Listen"/>.
    /// </summary>
    public static Errno Bind(Fd fd, string path)
    {
        Span<byte> address = stackalloc byte[PathAt + LongestPath + 1];
        int length = Write(address, path);
        fixed (byte* start = address)
        {
            return length == 0 ? Errno.InvalidArgument : SystemErrno.Of(Libc.Bind(fd.Value, start, (uint)length));
        }
    }

    /// <summary>
    /// Connects, which is over when this returns: <see cref="Errno.ConnectionRefused"/>, nobody listens; <see cref="Errno.Again"/>, somebody
    /// does whose queue is full.
    /// </summary>
    public static Errno Connect(Fd fd, string path)
    {
        Span<byte> address = stackalloc byte[PathAt + LongestPath + 1];
        int length = Write(address, path);
        fixed (byte* start = address)
        {
            Errno error = length == 0 ? Errno.InvalidArgument : Errno.Interrupted;
            while (error == Errno.Interrupted)
            {
                error = SystemErrno.Of(Libc.Connect(fd.Value, start, (uint)length));
            }

            return error;
        }
    }

    /// <summary>
    /// Sets the permission bits that the file of a socket will be made with, before it is bound: there is no moment at which the file has others. Linux
    /// only; elsewhere the mode of the file has to be set.
    /// </summary>
    public static Errno SetMode(Fd fd, uint mode) => SystemErrno.Of(Libc.FChmod(fd.Value, mode));

    /// <summary>Writes a <c>sockaddr_un</c>, and answers how long it is; 0: the path is empty or too long.</summary>
    internal static int Write(Span<byte> address, string path)
    {
        int octets = Encoding.UTF8.GetByteCount(path);
        if (octets == 0 || octets > LongestPath || path.Contains('\0', StringComparison.Ordinal))
        {
            return 0;
        }

        int length = PathAt + octets + 1;
        address[..length].Clear();
        if (SocketConstants.Current.AddressHasLength)
        {
            address[0] = (byte)length;
            address[1] = SocketConstants.FamilyUnix;
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(address, SocketConstants.FamilyUnix);
        }

        _ = Encoding.UTF8.GetBytes(path, address[PathAt..]);
        return length;
    }
}
