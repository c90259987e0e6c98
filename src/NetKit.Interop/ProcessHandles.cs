using System.Runtime.Versioning;
using NetKit.Interop.Linux;
using NetKit.Interop.Posix;

namespace NetKit.Interop;

/// <summary>A process as a descriptor (pidfd_open(2)).</summary>
[SupportedOSPlatform("linux")]
public static class ProcessHandles
{
    private const nint Number = 434;            // SYS_pidfd_open, the same on every architecture

    /// <summary>Opens a descriptor that becomes readable when the process ends; it goes on meaning that process when its id is given out again.</summary>
    public static Errno Open(int pid, out Fd fd)
    {
        nint raw = LinuxLibc.PidfdOpen(Number, pid, 0);
        fd = raw < 0 ? Fd.None : new Fd((int)raw);
        return SystemErrno.Of((int)raw);
    }
}
