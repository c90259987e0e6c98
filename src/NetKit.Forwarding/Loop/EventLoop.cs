using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Interop;
using NetKit.Netstack.Time;

namespace NetKit.Forwarding.Loop;

/// <summary>
/// One named thread with one poller, and everything that belongs to it.
/// </summary>
/// <remarks>
/// <para>
/// Theory of operation. A turn is: wait for events, read the clock once, call the handler of every event, do the work that other threads
/// have posted, fire the timers that are due, then let every driver take its turn. A driver's answer says when it wants
/// to be called at the latest;
/// the earliest of these and of the timers bounds the next wait. "Now or past" bounds it to zero: the loop then looks for events and comes
/// back, so one driver with much to do starves neither the others nor the descriptors.
/// </para>
/// <para>
/// Ownership instead of locks. Handlers, drivers, timers and whatever they reach are touched by this thread only, or by the one that
/// builds the loop before <see cref="Start"/>. The one door is <see cref="Post"/>: a bounded queue. Posted work is done
/// in order, and always:
/// when <see cref="Post"/> answered true, the work runs even if the loop is being stopped.
/// </para>
/// <para>
/// Stale events. A handler may unregister and close any descriptor, also one whose event was fetched in the same wait; its number
/// may even be given out again within the turn. <see cref="HandlerTable"/> therefore marks every registration with a generation, and an
/// event of a former owner is dropped.
/// </para>
/// <para>
/// Wake-ups from outside cost one system call, and only when the queue was empty; a post from the loop's own thread costs none.
/// A turn allocates nothing. An exception that escapes a handler, a driver or posted work means that state is not what the code believes:
/// the process ends at once with the exception's text, which is the one policy for that (<see cref="Run"/>).
/// </para>
/// </remarks>
public sealed class EventLoop : IDisposable
{
    private const int EventsPerTurn = 256;
    private const int QueueCapacity = 4096;

    // The shortest that there is. Giving way costs what is left of the slice, where somebody else wants the processor all the time.
    private static readonly TimeSpan Slice = TimeSpan.FromMicroseconds(100);

    private readonly IPoller _poller;
    private readonly Thread _thread;
    private readonly PollEvent[] _events = new PollEvent[EventsPerTurn];
    private readonly HandlerTable _handlers = new();
    private readonly WorkQueue _queue = new(QueueCapacity);
    private readonly List<ILoopDriver> _drivers = [];
    private readonly PriorityQueue<LoopTimer, long> _timers = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _wakeGate = new();
    private BusyWait _busyWait;
    private volatile bool _stopping;
    private bool _started;
    private bool _disposed;
    private bool _driverRemoved;

    /// <summary>Makes a loop that does nothing until <see cref="Start"/>.</summary>
    /// <exception cref="InvalidOperationException">The system gives no poller: the process has no descriptor left.</exception>
    public EventLoop(string name)
    {
        Errno error = Poller.TryCreate(out IPoller? poller);
        _poller = poller ?? throw new InvalidOperationException($"The event loop {name} cannot open a poller: {error}.");
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        Now = MonotonicClock.Now;
    }

    /// <summary>Ends when the loop has stopped and all its posted work is done.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The time of this turn. Loop thread only.</summary>
    public Instant Now { get; private set; }

    public bool IsLoopThread => Thread.CurrentThread == _thread;

    public void Start()
    {
        _started = true;
        _thread.Start();
    }

    /// <summary>Asks the loop to end after its current turn. Any thread, any number of times; see <see cref="Completion"/>.</summary>
    public void Stop()
    {
        _stopping = true;
        Wake();
    }

    /// <summary>
    /// Watches a descriptor edge-triggered. Unregister it before closing it. <see cref="Errno.FileExists"/> when it is registered already.
    /// </summary>
    public Errno Register(Fd fd, Readiness interest, IReadyHandler handler)
    {
        AssertOwner();
        if (!_handlers.TryAdd(fd, handler, out long token))
        {
            return Errno.FileExists;
        }

        return Registered(fd, _poller.Add(fd, interest, token));
    }

    /// <summary>The same level-triggered: the handler is called every turn as long as the descriptor is ready, e.g. a listener.</summary>
    public Errno RegisterLevel(Fd fd, Readiness interest, IReadyHandler handler)
    {
        AssertOwner();
        if (!_handlers.TryAdd(fd, handler, out long token))
        {
            return Errno.FileExists;
        }

        return Registered(fd, _poller.AddLevel(fd, interest, token));
    }

    /// <summary>Watches something else of a registered descriptor, edge-triggered; what is ready already is an edge.</summary>
    public Errno Change(Fd fd, Readiness interest)
    {
        AssertOwner();
        return _handlers.TryFind(fd, out long token) ? _poller.Change(fd, interest, token) : Errno.BadFile;
    }

    /// <summary>
    /// Forgets a descriptor that the caller closes next, which ends the watch: a system call less than <see cref="Unregister"/>.
    /// </summary>
    public void Release(Fd fd)
    {
        AssertOwner();
        _ = _handlers.Remove(fd);
    }

    /// <summary>
    /// Forgets a descriptor; none of its events arrives any more, fetched ones included. Nothing happens when it is
    /// unknown.
    /// </summary>
    public void Unregister(Fd fd)
    {
        AssertOwner();
        if (_handlers.Remove(fd))
        {
            _poller.Remove(fd);
        }
    }

    /// <summary>
    /// Has work done on the loop's thread. Any thread. False when the queue is full or the loop has ended: it will not be
    /// done.
    /// </summary>
    public bool Post(Action work)
    {
        if (!_queue.TryEnqueue(work, out bool wasEmpty))
        {
            return false;
        }

        if (wasEmpty && !IsLoopThread)
        {
            Wake();
        }

        return true;
    }

    /// <summary>
    /// Has something computed on the loop's thread. An exception of <paramref name="work"/> goes to the task, not to the
    /// loop; the task is cancelled when
    /// the queue is full or the loop has ended.
    /// </summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool posted = Post(() =>
        {
            try
            {
                outcome.SetResult(work());
            }
            catch (Exception exception)
            {
                outcome.SetException(exception);
            }
        });
        if (!posted)
        {
            outcome.SetCanceled();
        }

        return outcome.Task;
    }

    public void AddDriver(ILoopDriver driver)
    {
        AssertOwner();
        _drivers.Add(driver);
    }

    public void RemoveDriver(ILoopDriver driver)
    {
        AssertOwner();
        _driverRemoved |= _drivers.Remove(driver);
    }

    /// <summary>Plans work for the first turn at or after <paramref name="at"/>. Loop thread only.</summary>
    public LoopTimer Schedule(Instant at, Action work)
    {
        AssertOwner();
        LoopTimer timer = new(this, at, work);
        _timers.Enqueue(timer, at.Ticks);
        return timer;
    }

    internal void Cancel(LoopTimer timer)
    {
        AssertOwner();
        _ = _timers.Remove(timer, out _, out _);
    }

    /// <summary>Has a last thing done on the loop's thread, waits for the loop's end and closes it. Any other thread.</summary>
    public async ValueTask EndAsync(Action last)
    {
        _ = Post(last);
        Stop();
        await Completion.ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Stops the loop and waits for its end (unless called from the loop itself), then closes the poller.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        if (_started)
        {
            Stop();
            if (IsLoopThread)
            {
                return;
            }

            _thread.Join();
        }

        lock (_wakeGate)
        {
            _disposed = true;
            _poller.Dispose();
        }
    }

    private void Wake()
    {
        // A late wake-up must not write to a descriptor that is closed already and may be somebody else's.
        lock (_wakeGate)
        {
            if (!_disposed)
            {
                _poller.Wake();
            }
        }
    }

    private void Run()
    {
        if (OperatingSystem.IsLinux())
        {
            // Where the kernel does not have it, its own slice does.
            _ = TimeSlice.Set(Slice);
        }

        try
        {
            Instant deadline = Turn(Instant.Zero);
            while (!_stopping || !_queue.TryCloseEmpty())
            {
                deadline = Turn(deadline);
            }

            _completion.SetResult();
        }
        catch (Exception exception)
        {
            Environment.FailFast($"The event loop {_thread.Name} met an exception that nobody expected: {exception}", exception);
        }
    }

    private Instant Turn(Instant deadline)
    {
        int ready = Wait(deadline);
        for (int i = 0; i < ready; i++)
        {
            _handlers.Find(_events[i].Token)?.OnReady(_events[i].Readiness);
        }

        DoPostedWork();
        FireTimers();
        Instant next = Instant.Never;

        // By index: a driver may remove itself or add another. One that was skipped by a removal gets its turn in the next, at once.
        _driverRemoved = false;
        for (int i = 0; i < _drivers.Count; i++)
        {
            next = Instant.Min(next, _drivers[i].OnTurn(Now));
        }

        return _driverRemoved ? Now : Instant.Min(next, NextTimer);
    }

    private int Wait(Instant deadline)
    {
        if (_queue.Count > 0 || _stopping)
        {
            return Look();
        }

        if (deadline <= Now)
        {
            // A loop with work left would keep its processor until the next tick, and those waiting whom its last turn has woken up.
            _ = Thread.Yield();
            return Look();
        }

        if (_busyWait.IsWorthwhile && TryBusyWait(deadline, out int ready))
        {
            return ready;
        }

        Instant start = MonotonicClock.Now;
        TimeSpan limit = deadline == Instant.Never ? Timeout.InfiniteTimeSpan : Max(deadline - start, TimeSpan.Zero);
        ready = _poller.Wait(_events, limit);
        Now = MonotonicClock.Now;
        _busyWait.NoteSlept(Now - start);
        return ready;
    }

    // False: it was in vain. True with no event: there is other work, or the deadline has come.
    private bool TryBusyWait(Instant deadline, out int ready)
    {
        Instant end = MonotonicClock.Now + BusyWait.Patience;
        do
        {
            ready = Look();
            if (ready > 0)
            {
                _busyWait.NoteFound();
                return true;
            }

            if (_queue.Count > 0 || _stopping || Now >= deadline)
            {
                return true;
            }

            // Whoever else wants this processor may be the one that we wait for.
            _ = Thread.Yield();
        }
        while (Now < end);
        _busyWait.NoteVain();
        return false;
    }

    private int Look()
    {
        int ready = _poller.Wait(_events, TimeSpan.Zero);
        Now = MonotonicClock.Now;
        return ready;
    }

    // Asked after the drivers' turns: they too plan work.
    private Instant NextTimer => _timers.TryPeek(out _, out long at) ? new Instant(at) : Instant.Never;

    private void DoPostedWork()
    {
        // Only what was there when the turn began: work that posts itself again waits for the next turn.
        for (int left = _queue.Count; left > 0 && _queue.TryDequeue(out Action? work); left--)
        {
            work();
        }
    }

    private void FireTimers()
    {
        while (_timers.TryPeek(out LoopTimer? timer, out long at) && at <= Now.Ticks)
        {
            _ = _timers.Dequeue();
            timer.Work();
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private Errno Registered(Fd fd, Errno error)
    {
        if (error != Errno.None)
        {
            _ = _handlers.Remove(fd);
        }

        return error;
    }

    [Conditional("DEBUG")]
    private void AssertOwner() => Debug.Assert(!_started || IsLoopThread, "Only the loop's own thread may touch what belongs to it.");
}
