using System;

namespace NetKit.Interop;

/// <summary>
/// Waits for many file descriptors at once. One thread uses it; only <see cref="Wake"/> may come from another.
/// </summary>
public interface IPoller : IDisposable
{
    /// <summary>
    /// Watches <paramref name="fd"/> edge-triggered: an event comes when readiness arises (or is there already), not while it
    /// lasts. So a handler reads or writes until <see cref="Errno.Again"/>. The token must not be negative.
    /// </summary>
    Errno Add(Fd fd, Readiness interest, long token);

    /// <summary>Watches <paramref name="fd"/> level-triggered: an event comes on every wait while readiness lasts.</summary>
    Errno AddLevel(Fd fd, Readiness interest, long token);

    /// <summary>
    /// Watches for something else from here on, edge-triggered; readiness that is there already is reported. The descriptor must have
    /// been added.
    /// </summary>
    Errno Change(Fd fd, Readiness interest, long token);

    /// <summary>Stops watching. To be called before the descriptor is closed; an event already fetched may still be in hand.</summary>
    void Remove(Fd fd);

    /// <summary>
    /// Waits until something is ready, <paramref name="timeout"/> has passed (zero: only looks; negative: for ever) or
    /// <see cref="Wake"/> was called; the return value counts the events written.
    /// </summary>
    int Wait(Span<PollEvent> events, TimeSpan timeout);

    /// <summary>Ends the current wait, or the next one when none is going on. Callable from any thread.</summary>
    void Wake();
}
