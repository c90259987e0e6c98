using System;
using System.Runtime.Versioning;
using NetKit.Interop;

namespace NetKit.Links.Namespaces;

/// <summary>
/// Makes TCP sockets where it is, for somebody at the other end of a unix socket: a socket belongs to the namespace of the thread that made it,
/// whoever uses it later.
/// </summary>
/// <remarks>
/// A question is one octet for each socket, <see cref="V4"/> or <see cref="V6"/>; the answers come in the same order, two octets each: that octet
/// again, and the <see cref="Errno"/> of the attempt, with the socket when it is <see cref="Errno.None"/>.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static class SocketMaker
{
    public const byte V4 = 4;
    public const byte V6 = 6;

    public const int AnswerLength = 2;

    private const int QuestionsAtOnce = 64;

    // A connect inside one machine is answered at once, or nobody is there: 1 + 2 + 4 s.
    private const int SynRetries = 2;

    /// <summary>Answers until the other end is closed, and closes this one.</summary>
    public static void Serve(Fd channel)
    {
        Span<byte> questions = stackalloc byte[QuestionsAtOnce];
        Errno error = Errno.None;
        while (error == Errno.None && UnixSockets.Receive(channel, questions, out _) is { IsOk: true, Count: > 0 and int count })
        {
            for (int i = 0; i < count && error == Errno.None; i++)
            {
                error = Answer(channel, questions[i]);
            }
        }

        Files.Close(channel);
    }

    private static Errno Answer(Fd channel, byte family)
    {
        Errno made = Sockets.Open(family == V6, SocketKind.Stream, out Fd socket);
        if (made == Errno.None)
        {
            _ = Sockets.SetNoDelay(socket, true);
            _ = Sockets.SetLocalCongestionControl(socket);
            _ = Sockets.SetSynRetries(socket, SynRetries);
            _ = Sockets.SetBindAddressNoPort(socket);
        }

        Errno sent = UnixSockets.Send(channel, [family, (byte)made], socket);
        Sockets.Close(socket);
        return sent;
    }
}
