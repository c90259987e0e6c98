using System;
using System.Collections.Generic;
using System.IO;
using NetKit.Forwarding.Loop;

namespace NetKit.Forwarding.Dns;

/// <summary>
/// Looks at a file whenever something happens in its directory, or in that of any file its symbolic links lead through (inotify, on Linux),
/// and every few seconds besides. Loop thread only; it looks at the file's data about data and never reads it.
/// </summary>
internal sealed class FileFollower : IDisposable
{
    private const int MaximumLinks = 8;

    private readonly EventLoop _loop;
    private readonly string _path;
    private readonly TimeSpan _lookEvery;
    private readonly Action<bool> _looked;
    private readonly Dictionary<string, WatchedDirectory> _watched = new(StringComparer.Ordinal);
    private FileFingerprint _last;
    private LoopTimer _timer;

    /// <param name="loop">Whose thread looks.</param>
    /// <param name="path">The file; it need not exist.</param>
    /// <param name="lookEvery">How often to look when nothing is reported.</param>
    /// <param name="looked">
    /// Called after each look; true when the file may have changed since the one before. Not called for the first.
    /// </param>
    public FileFollower(EventLoop loop, string path, TimeSpan lookEvery, Action<bool> looked)
    {
        _loop = loop;
        _path = Path.GetFullPath(path);
        _lookEvery = lookEvery;
        _looked = looked;
        WatchDirectories();
        _last = FileFingerprint.Of(_path);
        _timer = loop.Schedule(loop.Now + lookEvery, OnTime);
    }

    public void Dispose()
    {
        _timer.Cancel();
        foreach (WatchedDirectory directory in _watched.Values)
        {
            directory.Dispose();
        }

        _watched.Clear();
    }

    private void OnTime()
    {
        Look();
        _timer = _loop.Schedule(_loop.Now + _lookEvery, OnTime);
    }

    private void Look()
    {
        // Directories first: what happens after this moment is either seen now or reported.
        WatchDirectories();
        FileFingerprint now = FileFingerprint.Of(_path);
        bool changed = now.MayDifferFrom(_last);
        _last = now;
        _looked(changed);
    }

    private void WatchDirectories()
    {
        // A link that changes after its directories were listed, and before they are watched, is not reported: so they are listed again.
        HashSet<string> wanted = DirectoriesOf(_path);
        for (int left = MaximumLinks; left > 0; left--)
        {
            Watch(wanted);
            HashSet<string> listed = DirectoriesOf(_path);
            if (listed.SetEquals(wanted))
            {
                return;
            }

            wanted = listed;
        }
    }

    private void Watch(HashSet<string> wanted)
    {
        foreach (string directory in new List<string>(_watched.Keys))
        {
            if (!wanted.Contains(directory) || _watched[directory].HasReported)
            {
                _watched[directory].Dispose();
                _ = _watched.Remove(directory);
            }
        }

        foreach (string directory in wanted)
        {
            if (!_watched.ContainsKey(directory) && WatchedDirectory.Open(_loop, directory, Look) is { } opened)
            {
                _watched.Add(directory, opened);
            }
        }
    }

    /// <summary>The directories in which the file, or a link on the way to it, can be replaced.</summary>
    private static HashSet<string> DirectoriesOf(string path)
    {
        HashSet<string> directories = new(StringComparer.Ordinal);
        string? at = path;
        for (int left = MaximumLinks; left > 0 && at is not null; left--)
        {
            string directory = Path.GetDirectoryName(at) ?? "/";
            _ = directories.Add(directory);
            at = TargetOf(at) is { } target ? Path.GetFullPath(target, directory) : null;
        }

        return directories;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
