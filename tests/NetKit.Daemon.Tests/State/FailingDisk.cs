using System.Collections.Generic;
using System.IO;
using System.Linq;
using NetKit.Daemon.State;

namespace NetKit.Daemon.Tests.State;

/// <summary>
/// A disk in memory that stops, as a kill does, after so many steps. What was not synchronized may be lost: <see cref="AfterCrash"/> forgets renames and
/// removals that no <see cref="Sync"/> followed.
/// </summary>
internal sealed class FailingDisk : IStateDisk
{
    private readonly Dictionary<string, byte[]> _lasting = [];
    private Dictionary<string, byte[]> _now = [];

    /// <summary>Steps until the crash; negative: never.</summary>
    public int StepsLeft { get; set; } = -1;

    /// <summary>The file that is being written when the crash comes is left with half of its content.</summary>
    public bool Tears { get; init; }

    public IReadOnlyCollection<string> Paths => _now.Keys;

    public void Prepare(string folder)
    {
    }

    public IReadOnlyList<string> List(string folder) =>
        [.. _now.Keys.Where(path => Path.GetDirectoryName(path) == folder).Select(static path => Path.GetFileName(path)).Order()];

    public byte[] Read(string path) => _now[path];

    public void WriteThrough(string path, byte[] content)
    {
        if (StepsLeft == 0 && Tears)
        {
            _now[path] = content[..(content.Length / 2)];
        }

        Step();
        _now[path] = content;
    }

    public void Rename(string from, string to)
    {
        Step();
        _now[to] = _now[from];
        _ = _now.Remove(from);
    }

    public void Delete(string path)
    {
        Step();
        _ = _now.Remove(path);
    }

    public void Sync(string folder)
    {
        Step();
        _lasting.Clear();
        foreach ((string path, byte[] content) in _now)
        {
            _lasting[path] = content;
        }
    }

    /// <summary>The disk that the next start finds.</summary>
    /// <param name="lost">What was not synchronized did not reach it.</param>
    public FailingDisk AfterCrash(bool lost) => new() { _now = new Dictionary<string, byte[]>(lost ? _lasting : _now) };

    private void Step()
    {
        if (StepsLeft == 0)
        {
            throw new IOException("The power is gone.");
        }

        StepsLeft--;
    }
}
