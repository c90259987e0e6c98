using System;
using NetKit.Interop.Darwin;
using NetKit.Interop.Linux;

namespace NetKit.Interop;

/// <summary>Opens the poller of this system: epoll on Linux, kqueue on macOS.</summary>
public static class Poller
{
    public static Errno TryCreate(out IPoller? poller)
    {
        Errno error = Errno.NotSupported;
        poller = null;
        if (OperatingSystem.IsLinux())
        {
            error = EpollPoller.TryCreate(out EpollPoller? epoll);
            poller = epoll;
        }
        else if (OperatingSystem.IsMacOS())
        {
            error = KqueuePoller.TryCreate(out KqueuePoller? kqueue);
            poller = kqueue;
        }

        return error;
    }
}
