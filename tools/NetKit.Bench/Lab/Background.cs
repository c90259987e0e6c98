using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;

namespace NetKit.Bench.Lab;

/// <summary>A program that runs until it is told to end. What it says goes to a file.</summary>
internal sealed class Background : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly Process _process;

    /// <summary>Starts it; the shell only redirects and is then replaced, so the process id is the program's.</summary>
    /// <remarks>docker-proxy tells file descriptor 3 that it is ready: there has to be one.</remarks>
    public Background(IReadOnlyList<string> command, string log)
    {
        Log = log;
        ProcessStartInfo start = new("sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null 3>/dev/null", "sh", log, .. command]);
        _process = Process.Start(start)!;
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

    public override string ToString() => string.Join(' ', _process.StartInfo.ArgumentList.Skip(4));
}
