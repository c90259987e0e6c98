using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace NetKit.Bench.Lab;

/// <summary>A program that runs until it is told to end. What it says goes to a file.</summary>
internal sealed class Background : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private const string Script = "log=$1; shift; exec env --default-signal=PIPE \"$@\" >>\"$log\" 2>&1 </dev/null 3>/dev/null";

    private readonly Process _process;

    /// <summary>Starts it; the shell only redirects and is then replaced, so the process id is the program's.</summary>
    /// <remarks>
    /// docker-proxy tells file descriptor 3 that it is ready: there has to be one. This runtime ignores SIGPIPE and its children
    /// would inherit that, which pasta takes for an error.
    /// </remarks>
    public Background(IReadOnlyList<string> command, string log)
    {
        Log = log;
        _process = Process.Start(new ProcessStartInfo("sh", ["-c", Script, "sh", log, .. command]))!;
    }

    public int Id => _process.Id;

    public string Log { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Asks it to end, waits, and insists.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Command.Try("kill", "-TERM", Id.ToString(CultureInfo.InvariantCulture));
            if (!_process.WaitForExit(Grace))
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit(Grace);
            }
        }

        _process.Dispose();
    }

    /// <summary>What it said last; empty when it said nothing.</summary>
    public string LastWords => File.Exists(Log) ? File.ReadAllText(Log).TrimEnd().Split('\n')[^1] : string.Empty;
}
