using System;
using System.Runtime.Versioning;
using NetKit.Interop.Darwin;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Sockets that another program made and handed over.</summary>
public static unsafe partial class Sockets
{
    /// <summary>
    /// Makes a stream socket of another program's like one of this program's: non-blocking and close-on-exec. <see cref="Errno.NotConnected"/>: nobody is at
    /// its other end; <see cref="Errno.ProtocolNotSupported"/>: it is of another type.
    /// </summary>
    public static Errno AdoptStream(Fd fd)
    {
        Errno error = GetOption(fd, Constants.LevelSocket, Constants.SocketType, out int type);
        if (error != Errno.None || type != SocketConstants.TypeStream)
        {
            return error == Errno.None ? Errno.ProtocolNotSupported : error;
        }

        byte* address = stackalloc byte[SocketAddress.MaximumLength];
        uint length = SocketAddress.MaximumLength;
        error = SystemErrno.Of(Libc.GetPeerName(fd.Value, address, &length));
        if (error != Errno.None)
        {
            return error;
        }

        return OperatingSystem.IsMacOS() ? DescriptorFlags.Prepare(fd.Value)
            : OperatingSystem.IsLinux() ? PrepareLinux(fd)
            : Errno.NotSupported;
    }

    [SupportedOSPlatform("linux")]
    private static Errno PrepareLinux(Fd fd)
    {
        const nuint NonBlocking = 0x5421;       // FIONBIO
        const nuint CloseOnExec = 0x5451;       // FIOCLEX
        int on = 1;
        Errno error = SystemErrno.Of(LinuxLibc.Ioctl(fd.Value, NonBlocking, &on));
        return error == Errno.None ? SystemErrno.Of(LinuxLibc.Ioctl(fd.Value, CloseOnExec, null)) : error;
    }
}
