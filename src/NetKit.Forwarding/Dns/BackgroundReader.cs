using System;
using System.Threading;
using NetKit.Forwarding.Loop;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// Reads something slow on another thread and applies what came out of it on the loop's: a hosts file may have a million lines, and packets
/// must not wait for them. One reading at a time; what changes meanwhile is read again.
/// </summary>
/// <param name="loop">Whose thread applies, and calls all members.</param>
/// <param name="read">Called on a thread of the pool; throws nothing.</param>
/// <param name="apply">Gets the outcome.</param>
internal sealed class BackgroundReader<T>(EventLoop loop, Func<T> read, Action<T> apply) : IDisposable
{
    private bool _isRunning;
    private bool _isStale;
    private bool _isDisposed;
    private volatile bool _wasLost;

    /// <summary>True when the loop's queue was full and took no outcome: it has to be read again.</summary>
    public bool WasLost => _wasLost;

    public void Start()
    {
        _isStale = _isRunning && !_wasLost;
        if (_isStale)
        {
            return;
        }

        _isRunning = true;
        _wasLost = false;
        _ = ThreadPool.UnsafeQueueUserWorkItem(static reader => reader.Read(), this, preferLocal: false);
    }

    /// <summary>An outcome that comes later is thrown away.</summary>
    public void Dispose() => _isDisposed = true;

    private void Read()
    {
        T outcome = read();
        if (!loop.Post(() => Finish(outcome)))
        {
            _wasLost = true;
        }
    }

    private void Finish(T outcome)
    {
        _isRunning = false;
        if (_isDisposed)
        {
            return;
        }

        apply(outcome);
        if (_isStale)
        {
            Start();
        }
    }
}
