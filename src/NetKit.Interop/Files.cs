using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Descriptors that are not sockets: devices, namespaces, pipes. An interrupted call is made again.</summary>
public static unsafe class Files
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;

    /// <summary>Opens an existing file for reading (a namespace, say), close-on-exec.</summary>
    [SupportedOSPlatform("linux")]
    public static Errno OpenForReading(string path, out Fd fd) => Open(path, ReadOnly | LinuxLibc.CloseOnExec, out fd);

    /// <summary>Opens a device, non-blocking and close-on-exec.</summary>
    [SupportedOSPlatform("linux")]
    public static Errno OpenDevice(string path, out Fd fd) => Open(path, ReadWrite | LinuxLibc.CloseOnExec | LinuxLibc.NonBlocking, out fd);

    /// <summary>No call on the descriptor waits from here on.</summary>
    [SupportedOSPlatform("linux")]
    public static Errno SetNonBlocking(Fd fd)
    {
        const int SetStatusFlags = 4;           // F_SETFL
        return SystemErrno.Of(LinuxLibc.Fcntl(fd.Value, SetStatusFlags, LinuxLibc.NonBlocking));
    }

    public static IoResult Read(Fd fd, Span<byte> octets)
    {
        fixed (byte* start = octets)
        {
            nint moved;
            do
            {
                moved = Libc.Read(fd.Value, start, (nuint)octets.Length);
            }
            while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

            return Result(moved);
        }
    }

    public static IoResult Write(Fd fd, ReadOnlySpan<byte> octets)
    {
        fixed (byte* start = octets)
        {
            nint moved;
            do
            {
                moved = Libc.Write(fd.Value, start, (nuint)octets.Length);
            }
            while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

            return Result(moved);
        }
    }

    /// <summary>Writes up to four pieces as one, e.g. a frame whose payload wraps round the end of a ring. Empty ones may be left in.</summary>
    public static IoResult Write(Fd fd, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d)
    {
        fixed (byte* aStart = a, bStart = b, cStart = c, dStart = d)
        {
            IoVector* vectors = stackalloc IoVector[4];
            vectors[0] = new IoVector { Base = aStart, Length = (nuint)a.Length };
            vectors[1] = new IoVector { Base = bStart, Length = (nuint)b.Length };
            vectors[2] = new IoVector { Base = cStart, Length = (nuint)c.Length };
            vectors[3] = new IoVector { Base = dStart, Length = (nuint)d.Length };
            int count = d.IsEmpty ? c.IsEmpty ? 2 : 3 : 4;
            nint moved;
            do
            {
                moved = Libc.WriteV(fd.Value, vectors, count);
            }
            while (moved < 0 && SystemErrno.Last() == Errno.Interrupted);

            return Result(moved);
        }
    }

    /// <summary>Waits until a descriptor can be read (or has ended, or failed); a zero <paramref name="timeout"/> only looks.</summary>
    public static bool WaitReadable(Fd fd, TimeSpan timeout)
    {
        PollRequest request = new() { Fd = fd.Value, Events = PollRequest.In };
        int answered;
        do
        {
            answered = Libc.Poll(&request, 1, timeout < TimeSpan.Zero ? -1 : (int)Math.Min(timeout.TotalMilliseconds, int.MaxValue));
        }
        while (answered < 0 && SystemErrno.Last() == Errno.Interrupted);

        return answered > 0;
    }

    /// <summary>Nobody will ever read what is written here: the other end of a pipe or a socket has been closed.</summary>
    public static bool HasNoReader(Fd fd)
    {
        PollRequest request = new() { Fd = fd.Value };
        return Libc.Poll(&request, 1, 0) > 0 && (request.Answer & (PollRequest.Error | PollRequest.HangUp)) != 0;
    }

    public static void Close(Fd fd) => Sockets.Close(fd);

    /// <summary>Sets the permission bits of a file, e.g. 0600 for a control socket.</summary>
    public static Errno SetMode(string path, uint mode) => SystemErrno.Of(Libc.Chmod(path, mode));

    /// <summary>
    /// Which file a path names; a symbolic link is looked at and not followed. <see cref="Errno.NoSuchFile"/>: nothing is there.
    /// </summary>
    [SupportedOSPlatform("linux")]
    public static Errno Identify(string path, out FileIdentity identity)
    {
        // struct statx (linux/stat.h): u16 stx_mode at 28, u64 stx_ino at 32, u32 stx_dev_major and stx_dev_minor at 136.
        const int WorkingDirectory = -100;      // AT_FDCWD
        const int NotFollowed = 0x100;          // AT_SYMLINK_NOFOLLOW
        const uint TypeAndInode = 0x101;        // STATX_TYPE | STATX_INO
        const int TypeMask = 0xF000;            // S_IFMT
        const int Socket = 0xC000;              // S_IFSOCK
        const int Length = 256;
        byte* answer = stackalloc byte[Length];
        Errno error = SystemErrno.Of(LinuxLibc.StatX(WorkingDirectory, path, NotFollowed, TypeAndInode, answer));
        ReadOnlySpan<byte> octets = new(answer, Length);
        identity = error == Errno.None
            ? new FileIdentity(
                MemoryMarshal.Read<ulong>(octets[136..]),
                MemoryMarshal.Read<ulong>(octets[32..]),
                (MemoryMarshal.Read<ushort>(octets[28..]) & TypeMask) == Socket)
            : default;
        return error;
    }

    /// <summary>
    /// Makes renames and removals in a directory last (fsync(2)). macOS needs no such call: APFS commits them in the order they were made.
    /// </summary>
    public static Errno SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Errno.None;
        }

        Errno error = OpenForReading(path, out Fd fd);
        if (error == Errno.None)
        {
            error = SystemErrno.Of(Libc.FSync(fd.Value));
            Close(fd);
        }

        return error;
    }

    [SupportedOSPlatform("linux")]
    private static Errno Open(string path, int flags, out Fd fd)
    {
        int raw;
        do
        {
            raw = LinuxLibc.Open(path, flags, 0);
        }
        while (raw < 0 && SystemErrno.Last() == Errno.Interrupted);

        fd = raw < 0 ? Fd.None : new Fd(raw);
        return SystemErrno.Of(raw);
    }

    private static IoResult Result(nint moved) => moved < 0 ? IoResult.Failed(SystemErrno.Last()) : IoResult.Moved((int)moved);
}
