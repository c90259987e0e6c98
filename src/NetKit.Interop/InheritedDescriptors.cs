using System;
using System.Globalization;
using System.IO;
using System.Runtime.Versioning;
using NetKit.Interop.Linux;

namespace NetKit.Interop;

/// <summary>What this process was started with, beside what it was meant to have.</summary>
[SupportedOSPlatform("linux")]
public static class InheritedDescriptors
{
    private const int GetDescriptorFlags = 1;   // F_GETFD
    private const int CloseOnExec = 1;          // FD_CLOEXEC

    /// <summary>
    /// Closes what came across execve and has a larger number than <paramref name="last"/>: a pipe, say, whose reader waits for the end of everybody
    /// who could write to it. What this process has opened itself is close-on-exec, and stays.
    /// </summary>
    public static void CloseAbove(Fd last)
    {
        foreach (string path in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            bool isNumber = int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int fd);
            if (isNumber && fd > last.Value && LinuxLibc.Fcntl(fd, GetDescriptorFlags, 0) is >= 0 and int flags && (flags & CloseOnExec) == 0)
            {
                Files.Close(new Fd(fd));
            }
        }
    }
}
