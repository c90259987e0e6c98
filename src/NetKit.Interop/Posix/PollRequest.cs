using System.Runtime.InteropServices;

namespace NetKit.Interop.Posix;

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollRequest
{
    public const short In = 1;          // POLLIN on both systems

    public int Fd;
    public short Events;
    public short Answer;
}
