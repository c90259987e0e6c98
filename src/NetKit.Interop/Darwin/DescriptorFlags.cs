using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Darwin;

/// <summary>
/// Makes a fresh descriptor non-blocking and close-on-exec, since Darwin's socket and accept cannot. A child started by another thread
/// between the two calls inherits it; nothing is started while sockets are being opened by the same loop.
/// </summary>
[SupportedOSPlatform("macos")]
internal static class DescriptorFlags
{
    private const int SetDescriptorFlags = 2;   // F_SETFD
    private const int SetStatusFlags = 4;       // F_SETFL
    private const int CloseOnExecFlag = 1;      // FD_CLOEXEC
    private const int NonBlocking = 4;          // O_NONBLOCK on Darwin

    public static Errno Prepare(int fd)
    {
        Errno error = CloseOnExec(fd);
        return error == Errno.None ? SystemErrno.Of(Control(fd, SetStatusFlags, NonBlocking)) : error;
    }

    public static Errno CloseOnExec(int fd) => SystemErrno.Of(Control(fd, SetDescriptorFlags, CloseOnExecFlag));

    private static int Control(int fd, int command, nint argument) =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? DarwinLibc.FcntlArm64(fd, command, 0, 0, 0, 0, 0, 0, argument)
            : DarwinLibc.Fcntl(fd, command, argument);
}
