using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Bench.Load;

namespace NetKit.Bench.Lab;

/// <summary>An agent in some namespace, and the pipe to it. One task at a time.</summary>
internal sealed class AgentProcess : IDisposable
{
    /// <summary>The first argument that makes this program an agent.</summary>
    public const string Argument = "agent";

    // What a task may take beyond the seconds it was given.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly CancellationToken _cancel;

    /// <param name="enter">What to put before a command so that it runs in the namespace.</param>
    /// <param name="cancel">Ends every wait.</param>
    public AgentProcess(IReadOnlyList<string> enter, CancellationToken cancel)
    {
        _cancel = cancel;
        string[] command = [.. enter, Environment.ProcessPath!, Argument];
        _process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Gives it a task and waits for the reply.</summary>
    public LoadReply Do(LoadRequest request) => End(Begin(request), request.Seconds);

    /// <summary>Gives it a task. Nothing else may be asked before <see cref="End"/>.</summary>
    public Task<string?> Begin(LoadRequest request)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(request, LoadJson.Default.LoadRequest));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw new BenchException("The load agent has ended.");
        }

        return _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
    }

    /// <summary>Waits for the reply to what was begun.</summary>
    public LoadReply End(Task<string?> begun, double seconds)
    {
        try
        {
            string line = begun.WaitAsync(TimeSpan.FromSeconds(seconds) + Patience, _cancel).GetAwaiter().GetResult()
                ?? throw new BenchException("The load agent has ended.");
            LoadReply reply = JsonSerializer.Deserialize(line, LoadJson.Default.LoadReply)!;
            return reply.Error is null ? reply : throw new BenchException(reply.Error);
        }
        catch (TimeoutException)
        {
            throw new BenchException($"The load agent gave no answer within {seconds + Patience.TotalSeconds:0} s.");
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit(TimeSpan.FromSeconds(3));
        }

        _process.Dispose();
    }
}
