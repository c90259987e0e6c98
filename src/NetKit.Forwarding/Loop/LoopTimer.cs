using System;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Loop;

/// <summary>
/// Work planned on an <see cref="EventLoop"/>: for things that happen every second or so. Per-packet deadlines belong to
/// an <see cref="ILoopDriver"/>.
/// </summary>
public sealed class LoopTimer
{
    private readonly EventLoop _loop;

    internal LoopTimer(EventLoop loop, Instant at, Action work)
    {
        _loop = loop;
        At = at;
        Work = work;
    }

    public Instant At { get; }

    internal Action Work { get; }

    /// <summary>Forgets the work, if it has not been done. Loop thread only.</summary>
    public void Cancel() => _loop.Cancel(this);
}
