using System;
using System.Buffers.Binary;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>
/// A conversation with the kernel's routing tables (rtnetlink(7)) in the network namespace of the thread that opened it. The kernel works a
/// request off before the send returns, so its answer can be read at once.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class RouteNetlink : IDisposable
{
    private const int Family = 16;              // AF_NETLINK
    private const int RouteProtocol = 0;        // NETLINK_ROUTE
    private const int HeaderLength = 16;        // struct nlmsghdr
    private const int TypeAt = 4;
    private const int ErrorType = 2;            // NLMSG_ERROR: also the acknowledgement, with error 0
    private const int LargestAnswer = 8192;

    private readonly Fd _fd;

    private RouteNetlink(Fd fd) => _fd = fd;

    public static Errno TryOpen(out RouteNetlink? netlink)
    {
        Errno error = Sockets.Open(Family, SocketConstants.TypeRaw, RouteProtocol, out Fd fd);
        netlink = error == Errno.None ? new RouteNetlink(fd) : null;
        return error;
    }

    /// <summary>Sends a request that asks for an acknowledgement (NLM_F_ACK) and reads what it says.</summary>
    public Errno Exchange(ReadOnlySpan<byte> request)
    {
        IoResult sent = Sockets.Send(_fd, request);
        if (!sent.IsOk)
        {
            return sent.Error;
        }

        Span<byte> answer = stackalloc byte[LargestAnswer];
        IoResult received = Sockets.Receive(_fd, answer);
        return received.IsOk ? ReadAcknowledgement(answer[..received.Count]) : received.Error;
    }

    public void Dispose() => Sockets.Close(_fd);

    internal static Errno ReadAcknowledgement(ReadOnlySpan<byte> answer)
    {
        // nlmsghdr { u32 length; u16 type; u16 flags; u32 sequence; u32 port } then nlmsgerr { s32 error; ... }
        bool valid = answer.Length >= HeaderLength + sizeof(int) && BinaryPrimitives.ReadUInt16LittleEndian(answer[TypeAt..]) == ErrorType;
        return valid ? SystemErrno.From(-BinaryPrimitives.ReadInt32LittleEndian(answer[HeaderLength..])) : Errno.Protocol;
    }
}
