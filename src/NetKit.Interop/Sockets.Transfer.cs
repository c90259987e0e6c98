using System;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

public static unsafe partial class Sockets
{
    public static IoResult Send(Fd fd, ReadOnlySpan<byte> octets)
    {
        fixed (byte* start = octets)
        {
            nint moved;
            do
            {
                moved = Libc.Send(fd.Value, start, (nuint)octets.Length, Constants.MessageNoSignal);
            }
            while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

            return Result(moved);
        }
    }

    /// <summary>Sends two pieces as one, e.g. a ring's contents that wrap.</summary>
    public static IoResult Send(Fd fd, ReadOnlySpan<byte> first, ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return Send(fd, first);
        }

        fixed (byte* firstStart = first, restStart = rest)
        {
            IoVector* vectors = stackalloc IoVector[2];
            vectors[0] = new IoVector { Base = firstStart, Length = (nuint)first.Length };
            vectors[1] = new IoVector { Base = restStart, Length = (nuint)rest.Length };
            return Send(fd, vectors, 2);
        }
    }

    /// <summary>Sends octets from several places as one.</summary>
    public static IoResult Send(Fd fd, GatheredOctets octets) => Send(fd, octets.Pieces, octets.Count);

    /// <summary>Reads what is there; a count of zero without an error is the end of the stream.</summary>
    public static IoResult Receive(Fd fd, Span<byte> octets)
    {
        fixed (byte* start = octets)
        {
            nint moved;
            do
            {
                moved = Libc.Recv(fd.Value, start, (nuint)octets.Length, 0);
            }
            while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

            return Result(moved);
        }
    }

    /// <summary>Reads into two places as if they were one, e.g. a ring's free space that wraps.</summary>
    public static IoResult Receive(Fd fd, Span<byte> first, Span<byte> rest)
    {
        if (rest.IsEmpty)
        {
            return Receive(fd, first);
        }

        fixed (byte* firstStart = first, restStart = rest)
        {
            IoVector* vectors = stackalloc IoVector[2];
            vectors[0] = new IoVector { Base = firstStart, Length = (nuint)first.Length };
            vectors[1] = new IoVector { Base = restStart, Length = (nuint)rest.Length };
            nint moved;
            do
            {
                moved = Libc.ReadV(fd.Value, vectors, 2);
            }
            while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

            return Result(moved);
        }
    }

    private static IoResult Send(Fd fd, IoVector* pieces, int count)
    {
        MessageHeader message = new() { Vectors = pieces, VectorCount = (nuint)count };
        nint moved;
        do
        {
            moved = Libc.SendMsg(fd.Value, &message, Constants.MessageNoSignal);
        }
        while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

        return Result(moved);
    }

    private static IoResult Result(nint moved) => moved < 0 ? IoResult.Failed(SystemErrno.Last()) : IoResult.Moved((int)moved);
}
