using System;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using NetKit.Forwarding.Loop;
using NetKit.Interop;
using NetKit.Links.Namespaces;

namespace NetKit.Cli.Life;

/// <summary>Watches what an instance's life depends on: the namespace that it serves, and the descriptor of <c>--exit-fd</c>.</summary>
internal sealed class LifeWatch : IDisposable
{
    private readonly EventLoop _loop = new("netkit-life");
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NamespaceWatcher? _namespace;

    /// <summary>Completes when there is nothing to live for any more.</summary>
    public Task Over => _over.Task;

    /// <summary>Ends with the namespace. Before <see cref="Start"/>; takes over the watcher.</summary>
    [SupportedOSPlatform("linux")]
    public void Add(NamespaceWatcher watcher)
    {
        _namespace = watcher;
        if (watcher.Fd.IsOpen)
        {
            _ = _loop.RegisterLevel(watcher.Fd, Readiness.Readable, new Handler(() => Look(watcher)));
        }

        if (watcher.AskEvery is { } period)
        {
            _ = _loop.Post(() => Ask(watcher, period));
        }
    }

    /// <summary>Ends when the descriptor can be read, or its other end is closed. Before <see cref="Start"/>.</summary>
    public void AddExit(int? descriptor)
    {
        if (descriptor is not { } number)
        {
            return;
        }

        Fd fd = new(number);
        Errno error = _loop.RegisterLevel(fd, Readiness.Readable, new Handler(() => End(fd)));
        if (error != Errno.None)
        {
            throw new FailureException($"--exit-fd {number} cannot be watched ({error}): give the reading end of a pipe or a socket.");
        }
    }

    public void Start() => _loop.Start();

    public void Dispose()
    {
        _loop.Dispose();
        if (OperatingSystem.IsLinux())
        {
            _namespace?.Dispose();
        }
    }

    [SupportedOSPlatform("linux")]
    private void Look(NamespaceWatcher watcher)
    {
        if (watcher.HasEnded())
        {
            End(watcher.Fd);
        }
    }

    [SupportedOSPlatform("linux")]
    private void Ask(NamespaceWatcher watcher, TimeSpan period)
    {
        Look(watcher);
        if (!_over.Task.IsCompleted)
        {
            _ = _loop.Schedule(_loop.Now + period, () => Ask(watcher, period));
        }
    }

    /// <summary>What stays readable would be reported in every turn from now on.</summary>
    private void End(Fd fd)
    {
        if (fd.IsOpen)
        {
            _loop.Unregister(fd);
        }

        _ = _over.TrySetResult();
    }

    private sealed class Handler(Action onReady) : IReadyHandler
    {
        public void OnReady(Readiness readiness) => onReady();
    }
}
