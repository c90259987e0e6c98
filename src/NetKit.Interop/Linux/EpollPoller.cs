using System;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Linux;

/// <summary>
/// epoll(7). Timeouts are in nanoseconds where the kernel can (epoll_pwait2, 5.11), in milliseconds rounded up elsewhere. The wake-up is an
/// eventfd watched edge-triggered: every write is a new edge, so it never has to be read.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class EpollPoller : IPoller
{
    private const int ControlAdd = 1;
    private const int ControlDelete = 2;
    private const int ControlModify = 3;
    private const int MaximumEvents = 256;
    private const long WakeToken = -1;

    private readonly int _epoll;
    private readonly int _wakeUp;
    private readonly byte[] _events = GC.AllocateUninitializedArray<byte>(MaximumEvents * EpollRegistration.Size, pinned: true);
    private readonly bool _hasNanoseconds;

    private EpollPoller(int epoll, int wakeUp)
    {
        _epoll = epoll;
        _wakeUp = wakeUp;
        _hasNanoseconds = HasNanoseconds(epoll);
    }

    public static Errno TryCreate(out EpollPoller? poller)
    {
        poller = null;
        int epoll = LinuxLibc.EpollCreate1(LinuxLibc.CloseOnExec);
        if (epoll < 0)
        {
            return SystemErrno.Last();
        }

        int wakeUp = LinuxLibc.EventFd(0, LinuxLibc.CloseOnExec | LinuxLibc.NonBlocking);
        if (wakeUp < 0)
        {
            Errno error = SystemErrno.Last();
            _ = Libc.Close(epoll);
            return error;
        }

        poller = new EpollPoller(epoll, wakeUp);
        Errno added = poller.Control(ControlAdd, wakeUp, EpollRegistration.In | EpollRegistration.EdgeTriggered, WakeToken);
        if (added != Errno.None)
        {
            poller.Dispose();
            poller = null;
        }

        return added;
    }

    public Errno Add(Fd fd, Readiness interest, long token) =>
        Control(ControlAdd, fd.Value, EpollRegistration.FromReadiness(interest) | EpollRegistration.EdgeTriggered, token);

    public Errno AddLevel(Fd fd, Readiness interest, long token) =>
        Control(ControlAdd, fd.Value, EpollRegistration.FromReadiness(interest), token);

    public Errno Change(Fd fd, Readiness interest, long token) =>
        Control(ControlModify, fd.Value, EpollRegistration.FromReadiness(interest) | EpollRegistration.EdgeTriggered, token);

    public void Remove(Fd fd) => _ = LinuxLibc.EpollCtl(_epoll, ControlDelete, fd.Value, null);

    public int Wait(Span<PollEvent> events, TimeSpan timeout)
    {
        int capacity = Math.Min(events.Length, MaximumEvents);
        int ready;
        fixed (byte* buffer = _events)
        {
            ready = _hasNanoseconds
                ? WaitNanoseconds(buffer, capacity, timeout)
                : LinuxLibc.EpollWait(_epoll, buffer, capacity, Milliseconds(timeout));
        }

        // An interrupted wait is a wake-up without news: the caller looks at its clock and comes again.
        int written = 0;
        for (int i = 0; i < ready; i++)
        {
            PollEvent one = EpollRegistration.Read(_events.AsSpan(i * EpollRegistration.Size));
            if (one.Token != WakeToken)
            {
                events[written++] = one;
            }
        }

        return written;
    }

    public void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wakeUp, (byte*)&one, sizeof(ulong));
    }

    public void Dispose()
    {
        _ = Libc.Close(_wakeUp);
        _ = Libc.Close(_epoll);
    }

    private static int Milliseconds(TimeSpan timeout) =>
        timeout < TimeSpan.Zero ? -1 : (int)Math.Min(int.MaxValue, Math.Ceiling(timeout.TotalMilliseconds));

    private static bool HasNanoseconds(int epoll)
    {
        byte* buffer = stackalloc byte[16];
        TimeSpecification none = default;
        try
        {
            return LinuxLibc.EpollPwait2(epoll, buffer, 1, &none, null) >= 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    private int WaitNanoseconds(byte* buffer, int capacity, TimeSpan timeout)
    {
        TimeSpecification wait = TimeSpecification.From(timeout);
        return LinuxLibc.EpollPwait2(_epoll, buffer, capacity, timeout < TimeSpan.Zero ? null : &wait, null);
    }

    private Errno Control(int operation, int fd, uint events, long token)
    {
        Span<byte> registration = stackalloc byte[16];
        EpollRegistration.Write(registration, events, token);
        fixed (byte* start = registration)
        {
            return SystemErrno.Of(LinuxLibc.EpollCtl(_epoll, operation, fd, start));
        }
    }
}
