using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollRequest
{
    public const short In = 1;          // POLLIN on both systems

    public const short Error = 8;       // POLLERR
    public const short HangUp = 16;     // POLLHUP

    public int Fd;
    public short Events;
    public short Answer;
}
