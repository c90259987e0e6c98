using System;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>Limits of this process (getrlimit(2)).</summary>
public static unsafe class ProcessLimits
{
    private const int LinuxOpenFiles = 7;       // RLIMIT_NOFILE
    private const int DarwinOpenFiles = 8;
    private const ulong DarwinCeiling = 10240;  // OPEN_MAX: Darwin refuses more although the hard limit says "infinity"

    /// <summary>Allows as many descriptors as the hard limit does; every flow takes one. Answers how many that are.</summary>
    public static Errno RaiseOpenFiles(out ulong allowed)
    {
        bool darwin = OperatingSystem.IsMacOS();
        int resource = darwin ? DarwinOpenFiles : LinuxOpenFiles;
        ResourceLimit limit = default;
        allowed = 0;
        Errno error = SystemErrno.Of(Libc.GetRLimit(resource, &limit));
        if (error != Errno.None)
        {
            return error;
        }

        ulong wanted = darwin ? Math.Min(limit.Maximum, DarwinCeiling) : limit.Maximum;
        allowed = limit.Current;
        if (wanted <= limit.Current)
        {
            return Errno.None;
        }

        limit.Current = wanted;
        error = SystemErrno.Of(Libc.SetRLimit(resource, &limit));
        allowed = error == Errno.None ? wanted : allowed;
        return error;
    }
}
