using System;
using System.Runtime.Versioning;
using NetKit.Interop.Darwin;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>
/// The host's sockets: non-blocking, close-on-exec, one native call each. An interrupted call is made again; SIGPIPE is never raised.
/// An IPv4 endpoint goes with a socket opened for IPv4.
/// </summary>
public static unsafe partial class Sockets
{
    private static readonly SocketConstants Constants = SocketConstants.Current;

    public static Errno Open(bool ipv6, SocketKind kind, out Fd fd)
    {
        int family = ipv6 ? Constants.FamilyV6 : SocketConstants.FamilyV4;
        return Open(family, kind == SocketKind.Stream ? SocketConstants.TypeStream : SocketConstants.TypeDatagram, 0, out fd);
    }

    public static Errno Bind(Fd fd, SocketEndpoint local)
    {
        byte* address = stackalloc byte[SocketAddress.MaximumLength];
        int length = SocketAddress.Write(new Span<byte>(address, SocketAddress.MaximumLength), local, Constants);
        return SystemErrno.Of(Libc.Bind(fd.Value, address, (uint)length));
    }

    public static Errno Listen(Fd fd, int backlog) => SystemErrno.Of(Libc.Listen(fd.Value, backlog));

    /// <summary>Takes the next connection of a listener; <see cref="Errno.Again"/> when there is none.</summary>
    public static Errno Accept(Fd listener, out Fd accepted, out SocketEndpoint peer)
    {
        byte* address = stackalloc byte[SocketAddress.MaximumLength];
        Errno error;
        uint length;
        do
        {
            length = SocketAddress.MaximumLength;
            error = AcceptOnce(listener, address, &length, out accepted);
        }
        while (error == Errno.Interrupted);

        peer = default;
        if (error == Errno.None)
        {
            int read = (int)Math.Min(length, SocketAddress.MaximumLength);
            _ = SocketAddress.TryRead(new ReadOnlySpan<byte>(address, read), Constants, out peer);
        }

        return error;
    }

    /// <summary>
    /// Begins a connection. <see cref="Errno.None"/> and <see cref="Errno.InProgress"/> are both fine: readiness to write tells the end,
    /// <see cref="PendingError"/> how it went. For a datagram socket it fixes the peer at once.
    /// </summary>
    public static Errno StartConnect(Fd fd, SocketEndpoint remote)
    {
        byte* address = stackalloc byte[SocketAddress.MaximumLength];
        int length = SocketAddress.Write(new Span<byte>(address, SocketAddress.MaximumLength), remote, Constants);
        Errno error = SystemErrno.Of(Libc.Connect(fd.Value, address, (uint)length));

        // An interrupted connect goes on by itself (POSIX connect, EINTR): it must not be called again.
        return error == Errno.Interrupted ? Errno.InProgress : error;
    }

    /// <summary>
    /// How a connection that was begun stands: <see cref="Errno.None"/>, established; <see cref="Errno.InProgress"/>, not yet; otherwise
    /// why it failed. A connect to this machine itself is over by the time the first call returns, which however never says so.
    /// </summary>
    public static Errno ContinueConnect(Fd fd, SocketEndpoint remote)
    {
        Errno error = StartConnect(fd, remote);
        return error switch
        {
            Errno.AlreadyConnected => Errno.None,
            Errno.AlreadyInProgress => Errno.InProgress,
            _ => error,
        };
    }

    /// <summary>Takes the error that is stored in the socket (SO_ERROR), e.g. the outcome of a connect.</summary>
    public static Errno PendingError(Fd fd)
    {
        Errno error = GetOption(fd, Constants.LevelSocket, Constants.PendingError, out int raw);
        return error == Errno.None ? SystemErrno.From(raw) : error;
    }

    public static Errno LocalEndpoint(Fd fd, out SocketEndpoint local)
    {
        byte* address = stackalloc byte[SocketAddress.MaximumLength];
        uint length = SocketAddress.MaximumLength;
        Errno error = SystemErrno.Of(Libc.GetSockName(fd.Value, address, &length));
        return ReadName(error, address, length, out local);
    }

    public static Errno RemoteEndpoint(Fd fd, out SocketEndpoint remote)
    {
        byte* address = stackalloc byte[SocketAddress.MaximumLength];
        uint length = SocketAddress.MaximumLength;
        Errno error = SystemErrno.Of(Libc.GetPeerName(fd.Value, address, &length));
        return ReadName(error, address, length, out remote);
    }

    /// <summary>Sends a FIN: nothing more will be written, reading goes on.</summary>
    public static Errno ShutdownWrite(Fd fd) => SystemErrno.Of(Libc.Shutdown(fd.Value, SocketConstants.ShutWrite));

    /// <summary>
    /// Closes. There is no error to act on: the descriptor is gone whatever close says (close(2), "Dealing with error
    /// returns").
    /// </summary>
    public static void Close(Fd fd)
    {
        if (fd.IsOpen)
        {
            _ = Libc.Close(fd.Value);
        }
    }

    /// <summary>Closes a stream without the farewell: the peer sees a reset.</summary>
    public static void Abort(Fd fd)
    {
        _ = SetLinger(fd, 0);
        Close(fd);
    }

    internal static Errno Open(int family, int type, int protocol, out Fd fd)
    {
        fd = Fd.None;
        if (OperatingSystem.IsLinux())
        {
            type |= LinuxLibc.NonBlocking | LinuxLibc.CloseOnExec;
        }

        int raw = Libc.Socket(family, type, protocol);
        if (raw < 0)
        {
            return SystemErrno.Last();
        }

        if (OperatingSystem.IsMacOS() && PrepareDarwin(raw) is var error and not Errno.None)
        {
            _ = Libc.Close(raw);
            return error;
        }

        fd = new Fd(raw);
        return Errno.None;
    }

    private static Errno AcceptOnce(Fd listener, byte* address, uint* length, out Fd accepted)
    {
        accepted = Fd.None;
        int raw = OperatingSystem.IsLinux()
            ? LinuxLibc.Accept4(listener.Value, address, length, LinuxLibc.NonBlocking | LinuxLibc.CloseOnExec)
            : Libc.Accept(listener.Value, address, length);
        if (raw < 0)
        {
            return SystemErrno.Last();
        }

        if (OperatingSystem.IsMacOS() && PrepareDarwin(raw) is var error and not Errno.None)
        {
            _ = Libc.Close(raw);
            return error;
        }

        accepted = new Fd(raw);
        return Errno.None;
    }

    [SupportedOSPlatform("macos")]
    private static Errno PrepareDarwin(int raw)
    {
        Errno error = DescriptorFlags.Prepare(raw);

        // SO_NOSIGPIPE is refused on sockets whose peer has gone already; the next call on such a socket reports that.
        _ = SetOption(new Fd(raw), Constants.LevelSocket, Constants.NoSignal, 1);
        return error;
    }

    private static Errno ReadName(Errno error, byte* address, uint length, out SocketEndpoint endpoint)
    {
        endpoint = default;
        if (error != Errno.None)
        {
            return error;
        }

        ReadOnlySpan<byte> octets = new(address, (int)Math.Min(length, SocketAddress.MaximumLength));
        return SocketAddress.TryRead(octets, Constants, out endpoint) ? Errno.None : Errno.AddressFamilyNotSupported;
    }
}
