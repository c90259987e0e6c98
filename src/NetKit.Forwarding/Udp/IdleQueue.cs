using System;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Udp;

/// <summary>
/// Entries in the order of their last activity. They share one timeout, so the next to end is always the oldest: expiry costs only what
/// has expired, and activity costs moving to the other end.
/// </summary>
internal sealed class IdleQueue<T>(TimeSpan timeout)
    where T : IdleEntry<T>
{
    private T? _newest;

    public T? Oldest { get; private set; }

    /// <summary>When the oldest entry will have been idle for too long.</summary>
    public Instant Deadline => Oldest is null ? Instant.Never : Oldest.LastActive + timeout;

    /// <summary>Notes activity: the entry becomes the newest here, wherever it was.</summary>
    public void Touch(T entry, Instant now)
    {
        entry.LastActive = now;
        if (_newest == entry)
        {
            return;
        }

        entry.Queue?.Remove(entry);
        entry.Queue = this;
        entry.Older = _newest;
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
    }

    public void Remove(T entry)
    {
        if (entry.Queue != this)
        {
            return;
        }

        if (entry.Older is null)
        {
            Oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        entry.Older = null;
        entry.Newer = null;
        entry.Queue = null;
    }

    /// <summary>The oldest entry, if its time has come; the caller removes it.</summary>
    public T? Expired(Instant now) => Deadline <= now ? Oldest : null;
}
