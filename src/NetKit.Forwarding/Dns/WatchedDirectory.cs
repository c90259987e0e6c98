using System;
using NetKit.Forwarding.Loop;
using NetKit.Interop;

namespace NetKit.Forwarding.Dns;

/// <summary>A directory whose changes an event loop is told of, where the system has such reports.</summary>
internal sealed class WatchedDirectory : IReadyHandler, IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action _changed;
    private Fd _fd;

    private WatchedDirectory(EventLoop loop, Fd fd, Action changed)
    {
        _loop = loop;
        _changed = changed;
        _fd = fd;
    }

    /// <summary>
    /// True once it has told of something. It is watched anew then: that something may have been its own end, and the directory of today
    /// another.
    /// </summary>
    public bool HasReported { get; private set; }

    /// <summary>
    /// Null when there is no such directory, or the system has no watch, or none left: then looking now and then has to do.
    /// </summary>
    public static WatchedDirectory? Open(EventLoop loop, string path, Action changed)
    {
        if (!OperatingSystem.IsLinux() || DirectoryWatch.Open(path, out Fd fd) != Errno.None)
        {
            return null;
        }

        WatchedDirectory directory = new(loop, fd, changed);
        if (loop.Register(fd, Readiness.Readable, directory) == Errno.None)
        {
            return directory;
        }

        Files.Close(fd);
        return null;
    }

    public void OnReady(Readiness readiness)
    {
        if (OperatingSystem.IsLinux())
        {
            DirectoryWatch.Drain(_fd);
        }

        HasReported = true;
        _changed();
    }

    public void Dispose()
    {
        if (_fd.IsOpen)
        {
            _loop.Unregister(_fd);
            Files.Close(_fd);
            _fd = Fd.None;
        }
    }
}
