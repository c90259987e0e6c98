using System;
using System.IO;
using System.Runtime.Versioning;
using NetKit.Interop;

namespace NetKit.Links.Namespaces;

/// <summary>
/// Tells when a namespace is over: its process has ended, or its file is gone. An open TAP keeps the namespace itself alive, so that nothing but this
/// tells NetKit to let go.
/// </summary>
/// <remarks>Watch <see cref="Fd"/> for reading and ask <see cref="HasEnded"/> then, and every <see cref="AskEvery"/> besides.</remarks>
[SupportedOSPlatform("linux")]
public sealed class NamespaceWatcher : IDisposable
{
    private readonly string? _path;
    private Fd _fd;

    private NamespaceWatcher(Fd fd, string? path)
    {
        _fd = fd;
        _path = path;
    }

    /// <summary>Readable when there may be news; <see cref="Fd.None"/> where the kernel has no such thing and only asking helps.</summary>
    public Fd Fd => _fd;

    /// <summary>
    /// A file may lie where inotify is silent (an unmount leaves the file, an overlay its lower layer): asking once a second catches that. A process
    /// with a descriptor needs no asking.
    /// </summary>
    public TimeSpan? AskEvery => _path is null ? null : TimeSpan.FromSeconds(1);

    /// <summary>Begins to watch; <see cref="Errno.NoSuchProcess"/> or <see cref="Errno.NoSuchFile"/> when it is over already.</summary>
    public static Errno TryCreate(NamespaceTarget target, out NamespaceWatcher? watcher)
    {
        watcher = null;
        if (target.Pid is { } pid)
        {
            Errno error = ProcessHandles.Open(pid, out Fd process);
            if (error is Errno.NotImplemented or Errno.NotPermitted)
            {
                // Before Linux 5.3, or where a sandbox forbids it: /proc says it too, a second late.
                watcher = new NamespaceWatcher(Fd.None, target.Path);
                return watcher.HasEnded() ? Errno.NoSuchProcess : Errno.None;
            }

            watcher = error == Errno.None ? new NamespaceWatcher(process, null) : null;
            return error;
        }

        if (!File.Exists(target.Path))
        {
            return Errno.NoSuchFile;
        }

        string directory = Path.GetDirectoryName(Path.GetFullPath(target.Path)) ?? "/";
        Errno watched = DirectoryWatch.Open(directory, out Fd fd);
        watcher = new NamespaceWatcher(watched == Errno.None ? fd : Fd.None, target.Path);
        return Errno.None;
    }

    /// <summary>Looks, and gets ready to be told again.</summary>
    public bool HasEnded()
    {
        if (_path is null)
        {
            return Files.WaitReadable(_fd, TimeSpan.Zero);
        }

        if (_fd.IsOpen)
        {
            DirectoryWatch.Drain(_fd);
        }

        return !File.Exists(_path);
    }

    public void Dispose()
    {
        Files.Close(_fd);
        _fd = Fd.None;
    }
}
