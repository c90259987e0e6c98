using System;
using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>
/// Tells that something left or entered a directory, or was written in it (inotify(7)), without saying what: the caller looks.
/// </summary>
[SupportedOSPlatform("linux")]
public static class DirectoryWatch
{
    // IN_CLOSE_WRITE, IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE, IN_DELETE_SELF
    private const uint Changes = 0x8 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400;

    /// <summary>Opens a non-blocking descriptor that becomes readable with the next change.</summary>
    public static Errno Open(string directory, out Fd fd)
    {
        fd = Fd.None;
        int raw = LinuxLibc.InotifyInit(LinuxLibc.NonBlocking | LinuxLibc.CloseOnExec);
        if (raw < 0)
        {
            return SystemErrno.Last();
        }

        Errno error = SystemErrno.Of(LinuxLibc.InotifyAddWatch(raw, directory, Changes));
        if (error != Errno.None)
        {
            _ = Libc.Close(raw);
            return error;
        }

        fd = new Fd(raw);
        return Errno.None;
    }

    /// <summary>Throws away what has been reported, so that the descriptor waits for the next change.</summary>
    public static void Drain(Fd fd)
    {
        Span<byte> events = stackalloc byte[4096];
        while (Files.Read(fd, events) is { IsOk: true, Count: > 0 })
        {
        }
    }
}
