using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Unix sockets that keep the boundaries of messages.</summary>
public static unsafe partial class UnixSockets
{
    /// <summary>A socket with connections whose messages stay whole (SOCK_SEQPACKET), non-blocking and close-on-exec.</summary>
    public static Errno OpenSequenced(out Fd fd) => Sockets.Open(SocketConstants.FamilyUnix, SocketConstants.TypeSequenced, 0, out fd);

    /// <summary>A datagram socket, non-blocking and close-on-exec.</summary>
    public static Errno OpenDatagram(out Fd fd) => Sockets.Open(SocketConstants.FamilyUnix, SocketConstants.TypeDatagram, 0, out fd);

    /// <summary>
    /// Connects a datagram socket to whoever sent the datagram that waits in it, which stays there. <see cref="Errno.Again"/>: there is none;
    /// <see cref="Errno.NotConnected"/>: its sender has no address, so that nobody could answer.
    /// </summary>
    public static Errno ConnectToSender(Fd fd)
    {
        const int Peek = 2;             // MSG_PEEK, on both systems
        const int Longest = 128;        // more than any sockaddr_un
        byte* name = stackalloc byte[Longest];
        byte octet;
        IoVector vector = new() { Base = &octet, Length = 1 };
        MessageHeader header;
        nint moved;
        do
        {
            header = new() { Name = name, NameLength = Longest, Vectors = &vector, VectorCount = 1 };
            moved = Libc.RecvMsg(fd.Value, &header, Peek);
        }
        while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

        if (moved < 0)
        {
            return SystemErrno.Last();
        }

        return header.NameLength <= PathAt || header.NameLength > Longest
            ? Errno.NotConnected
            : SystemErrno.Of(Libc.Connect(fd.Value, name, header.NameLength));
    }
}
