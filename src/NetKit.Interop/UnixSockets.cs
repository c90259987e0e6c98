using System;
using System.Buffers.Binary;
using NetKit.Interop.Darwin;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>What unix sockets can do beside carrying octets: pairs, descriptors handed over (SCM_RIGHTS), and who is at the other end.</summary>
public static unsafe partial class UnixSockets
{
    private const int LinuxPeerCredentials = 17;        // SO_PEERCRED

    /// <summary>Two connected stream sockets, close-on-exec and blocking; one reads the end of the stream when the other is closed everywhere.</summary>
    public static Errno OpenPair(out Fd one, out Fd other)
    {
        one = other = Fd.None;
        int* pair = stackalloc int[2];
        int type = SocketConstants.TypeStream | (OperatingSystem.IsLinux() ? LinuxLibc.CloseOnExec : 0);
        Errno error = SystemErrno.Of(Libc.SocketPair(SocketConstants.FamilyUnix, type, 0, pair));
        if (error != Errno.None)
        {
            return error;
        }

        one = new Fd(pair[0]);
        other = new Fd(pair[1]);
        if (OperatingSystem.IsMacOS())
        {
            _ = DescriptorFlags.CloseOnExec(one.Value);
            _ = DescriptorFlags.CloseOnExec(other.Value);
        }

        return Errno.None;
    }

    /// <summary>
    /// Sends a message, with a descriptor when one is given: the receiver gets its own number for the same open file, the sender keeps its own.
    /// The message must not be empty.
    /// </summary>
    public static Errno Send(Fd socket, ReadOnlySpan<byte> message, Fd attached)
    {
        byte* control = stackalloc byte[ControlMessage.SpaceForOneDescriptor];
        fixed (byte* start = message)
        {
            IoVector vector = new() { Base = start, Length = (nuint)message.Length };
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1 };
            if (attached.IsOpen)
            {
                Span<byte> octets = new(control, ControlMessage.SpaceForOneDescriptor);
                header.Control = control;
                header.ControlLength = (nuint)ControlMessage.WriteDescriptor(octets, attached.Value, OperatingSystem.IsMacOS());
            }

            nint moved;
            do
            {
                moved = Libc.SendMsg(socket.Value, &header, SocketConstants.Current.MessageNoSignal);
            }
            while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

            return moved < 0 ? SystemErrno.Last() : Errno.None;
        }
    }

    /// <summary>Waits for octets, zero of them at the end of the stream; <paramref name="attached"/> is a descriptor that the caller now owns, or <see cref="Fd.None"/>.</summary>
    public static IoResult Receive(Fd socket, Span<byte> message, out Fd attached)
    {
        const int LinuxCloseOnExec = 0x40000000;        // MSG_CMSG_CLOEXEC
        byte* control = stackalloc byte[ControlMessage.SpaceForOneDescriptor];
        Span<byte> octets = new(control, ControlMessage.SpaceForOneDescriptor);
        attached = Fd.None;
        fixed (byte* start = message)
        {
            IoVector vector = new() { Base = start, Length = (nuint)message.Length };
            MessageHeader header;
            nint moved;
            do
            {
                octets.Clear();
                header = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlMessage.SpaceForOneDescriptor };
                moved = Libc.RecvMsg(socket.Value, &header, OperatingSystem.IsLinux() ? LinuxCloseOnExec : 0);
            }
            while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

            if (moved < 0)
            {
                return IoResult.Failed(SystemErrno.Last());
            }

            int length = (int)Math.Min(header.ControlLength, ControlMessage.SpaceForOneDescriptor);
            if (ControlMessage.TryReadDescriptor(octets[..length], OperatingSystem.IsMacOS(), out int fd))
            {
                attached = new Fd(fd);
                if (OperatingSystem.IsMacOS())
                {
                    _ = DescriptorFlags.CloseOnExec(fd);
                }
            }

            return IoResult.Moved((int)moved);
        }
    }

    /// <summary>The user at the other end of a connected unix socket, as the kernel noted it when the connection was made.</summary>
    public static Errno PeerUser(Fd socket, out uint user)
    {
        if (OperatingSystem.IsMacOS())
        {
            uint uid;
            uint gid;
            Errno error = SystemErrno.Of(DarwinLibc.GetPeerEid(socket.Value, &uid, &gid));
            user = uid;
            return error;
        }

        // struct ucred { pid_t pid; uid_t uid; gid_t gid; }
        Span<byte> credentials = stackalloc byte[12];
        fixed (byte* start = credentials)
        {
            uint length = (uint)credentials.Length;
            Errno error = SystemErrno.Of(Libc.GetSockOpt(socket.Value, SocketConstants.Current.LevelSocket, LinuxPeerCredentials, start, &length));
            user = BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]);
            return error;
        }
    }
}
