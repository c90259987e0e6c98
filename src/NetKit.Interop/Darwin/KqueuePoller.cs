using System;
using System.Runtime.Versioning;
using NetKit.Interop.Posix;

namespace NetKit.Interop.Darwin;

/// <summary>
/// kqueue(2). Reading and writing are two filters, so one descriptor may come twice in one answer; the wake-up is a user event.
/// </summary>
[SupportedOSPlatform("macos")]
internal sealed unsafe class KqueuePoller : IPoller
{
    private const int MaximumEvents = 256;
    private const nuint WakeIdentifier = 0;
    private const long WakeToken = -1;

    private readonly int _queue;
    private readonly KernelEvent[] _events = GC.AllocateUninitializedArray<KernelEvent>(MaximumEvents, pinned: true);

    private KqueuePoller(int queue) => _queue = queue;

    public static Errno TryCreate(out KqueuePoller? poller)
    {
        poller = null;
        int queue = DarwinLibc.Kqueue();
        if (queue < 0)
        {
            return SystemErrno.Last();
        }

        KernelEvent user = new()
        {
            Identifier = WakeIdentifier,
            Filter = KqueueFilter.User,
            Flags = KqueueFlags.Add | KqueueFlags.Clear,
            UserData = WakeToken,
        };
        if (DarwinLibc.Kevent(queue, &user, 1, null, 0, null) < 0)
        {
            Errno error = SystemErrno.Last();
            _ = Libc.Close(queue);
            return error;
        }

        poller = new KqueuePoller(queue);
        return Errno.None;
    }

    public Errno Add(Fd fd, Readiness interest, long token) => Watch(fd, interest, token, KqueueFlags.Add | KqueueFlags.Clear);

    public Errno AddLevel(Fd fd, Readiness interest, long token) => Watch(fd, interest, token, KqueueFlags.Add);

    // EV_ADD changes a filter that is there (kqueue(2)); one that is no longer wanted has to go.
    public Errno Change(Fd fd, Readiness interest, long token)
    {
        if ((interest & (Readiness.Readable | Readiness.Writable)) != (Readiness.Readable | Readiness.Writable))
        {
            Remove(fd);
        }

        return Add(fd, interest, token);
    }

    public void Remove(Fd fd)
    {
        // Each filter may or may not be there: one call each, so that a missing one does not keep the other.
        foreach (short filter in (ReadOnlySpan<short>)[KqueueFilter.Read, KqueueFilter.Write])
        {
            KernelEvent change = new() { Identifier = (nuint)fd.Value, Filter = filter, Flags = KqueueFlags.Delete };
            _ = DarwinLibc.Kevent(_queue, &change, 1, null, 0, null);
        }
    }

    public int Wait(Span<PollEvent> events, TimeSpan timeout)
    {
        TimeSpecification wait = TimeSpecification.From(timeout);
        int ready;
        fixed (KernelEvent* buffer = _events)
        {
            int capacity = Math.Min(events.Length, MaximumEvents);
            ready = DarwinLibc.Kevent(_queue, null, 0, buffer, capacity, timeout < TimeSpan.Zero ? null : &wait);
        }

        int written = 0;
        for (int i = 0; i < ready; i++)
        {
            if (_events[i].UserData != WakeToken)
            {
                events[written++] = new PollEvent(_events[i].UserData, KqueueFilter.ToReadiness(_events[i]));
            }
        }

        return written;
    }

    public void Wake()
    {
        KernelEvent trigger = new()
        {
            Identifier = WakeIdentifier,
            Filter = KqueueFilter.User,
            FilterFlags = KqueueFilter.Trigger,
            UserData = WakeToken,
        };
        _ = DarwinLibc.Kevent(_queue, &trigger, 1, null, 0, null);
    }

    public void Dispose() => _ = Libc.Close(_queue);

    private Errno Watch(Fd fd, Readiness interest, long token, ushort flags)
    {
        KernelEvent* changes = stackalloc KernelEvent[2];
        int count = 0;
        if ((interest & Readiness.Readable) != 0)
        {
            changes[count++] = new KernelEvent
            {
                Identifier = (nuint)fd.Value,
                Filter = KqueueFilter.Read,
                Flags = flags,
                UserData = token,
            };
        }

        if ((interest & Readiness.Writable) != 0)
        {
            changes[count++] = new KernelEvent
            {
                Identifier = (nuint)fd.Value,
                Filter = KqueueFilter.Write,
                Flags = flags,
                UserData = token,
            };
        }

        return SystemErrno.Of(DarwinLibc.Kevent(_queue, changes, count, null, 0, null));
    }
}
