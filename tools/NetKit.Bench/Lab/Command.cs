using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace NetKit.Bench.Lab;

/// <summary>Programs that are run to their end.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs a program and answers what it wrote to stdout; a status other than 0 is a failure.</summary>
    public static string Run(params IReadOnlyList<string> command) => Run(command, Patience, CancellationToken.None);

    public static string Run(IReadOnlyList<string> command, TimeSpan patience, CancellationToken cancel)
    {
        (int status, string output, string error) = RunToEnd(command, patience, cancel);
        return status == 0
            ? output
            : throw new BenchException($"'{string.Join(' ', command)}' ended with status {status}: {FirstLine(error, output)}");
    }

    /// <summary>Runs a program whose failure changes nothing.</summary>
    public static bool Try(params IReadOnlyList<string> command)
    {
        try
        {
            return RunToEnd(command, Patience, CancellationToken.None).Status == 0;
        }
        catch (BenchException)
        {
            return false;
        }
    }

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin")
            .Append("/sbin")
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private static (int Status, string Output, string Error) RunToEnd(
        IReadOnlyList<string> command, TimeSpan patience, CancellationToken cancel)
    {
        using Process process = Start(command);
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        deadline.CancelAfter(patience);
        try
        {
            process.WaitForExitAsync(deadline.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new BenchException($"'{string.Join(' ', command)}' did not end within {patience.TotalSeconds:0} s.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            Process process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new BenchException($"'{command[0]}' could not be started: {failure.Message}");
        }
    }

    private static string FirstLine(params ReadOnlySpan<string> texts)
    {
        foreach (string text in texts)
        {
            string line = text.Trim().Split('\n')[0];
            if (line.Length > 0)
            {
                return line;
            }
        }

        return "it said nothing";
    }
}
