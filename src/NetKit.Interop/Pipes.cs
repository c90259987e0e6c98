using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Pipes as buffers of the kernel (pipe(7)), and splice(2), which moves octets through them. An interrupted call is made again.</summary>
[SupportedOSPlatform("linux")]
public static unsafe class Pipes
{
    private const int SetSize = 1031;           // F_SETPIPE_SZ
    private const int GetSize = 1032;           // F_GETPIPE_SZ
    private const uint Move = 1;                // SPLICE_F_MOVE
    private const uint NonBlocking = 2;         // SPLICE_F_NONBLOCK

    /// <summary>Makes a pipe, non-blocking and close-on-exec.</summary>
    public static Errno Open(out Fd readEnd, out Fd writeEnd)
    {
        int* ends = stackalloc int[2];
        Errno error = SystemErrno.Of(LinuxLibc.Pipe2(ends, LinuxLibc.NonBlocking | LinuxLibc.CloseOnExec));
        readEnd = error == Errno.None ? new Fd(ends[0]) : Fd.None;
        writeEnd = error == Errno.None ? new Fd(ends[1]) : Fd.None;
        return error;
    }

    /// <summary>
    /// Asks for room for so many octets and answers what there is. A user who has many large pipes gets no more of them
    /// (/proc/sys/fs/pipe-user-pages-soft): then it stays as it was, two pages at least.
    /// </summary>
    public static int Resize(Fd pipe, int octets)
    {
        int granted = LinuxLibc.Fcntl(pipe.Value, SetSize, octets);
        return granted > 0 ? granted : LinuxLibc.Fcntl(pipe.Value, GetSize, 0);
    }

    /// <summary>
    /// Moves <paramref name="most"/> octets or fewer; one of the two is a pipe. Nothing moved without an error: the end of the stream.
    /// <see cref="Errno.Again"/>: the one has nothing, or the other no room.
    /// </summary>
    public static IoResult Splice(Fd from, Fd to, int most)
    {
        nint moved;
        do
        {
            moved = LinuxLibc.Splice(from.Value, null, to.Value, null, (nuint)most, Move | NonBlocking);
        }
        while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

        return moved < 0 ? IoResult.Failed(SystemErrno.Last()) : IoResult.Moved((int)moved);
    }
}
