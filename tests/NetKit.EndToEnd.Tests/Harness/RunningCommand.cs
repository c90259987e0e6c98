using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using NetKit.Interop;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>A program that runs. It does not outlive this object, nor do its children.</summary>
internal sealed class RunningCommand : IDisposable
{
    private readonly Process _process;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _readers;

    private RunningCommand(Process process, string line, Func<Stream, Task>? output)
    {
        _process = process;
        Line = line;
        Task reading = output is null ? Collect(process.StandardOutput, _output) : output(process.StandardOutput.BaseStream);
        _readers = Task.WhenAll(reading, Collect(process.StandardError, _error));
    }

    public string Line { get; }

    public int Pid => _process.Id;

    /// <summary>nsenter(1) waits for the program that it started in another pid namespace, and ends as it does.</summary>
    public int ProgramPid => File.ReadAllText($"/proc/{Pid}/comm") == "nsenter\n"
        ? int.Parse(File.ReadAllText($"/proc/{Pid}/task/{Pid}/children"), CultureInfo.InvariantCulture)
        : Pid;

    public bool HasEnded => _process.HasExited;

    public StreamWriter Input => _process.StandardInput;

    public string Output => TextOf(_output);

    public string Error => TextOf(_error);

    /// <param name="line">The program and its arguments.</param>
    /// <param name="output">Takes the standard output; null: it is kept as text.</param>
    public static RunningCommand Start(string[] line, Func<Stream, Task>? output = null)
    {
        ProcessStartInfo start = new(line[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in line.AsSpan(1))
        {
            start.ArgumentList.Add(argument);
        }

        // The host's proxy settings are not those of the namespaces; sentences of tools are read in English.
        foreach (string name in (string[])["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "CURL_HOME"])
        {
            _ = start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        return new RunningCommand(Process.Start(start)!, string.Join(' ', line), output);
    }

    /// <summary>Waits for a line or a part of one; fails when the program ends without it.</summary>
    public void WaitFor(string text, TimeSpan limit) =>
        Eventually.True(
            () => Output.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal),
            limit,
            () => $"'{text}' did not come from {Line}:\n{Output}\n{Error}",
            () => _process.HasExited && _readers.IsCompleted);

    public void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = ChildProcess.Signal(ProgramPid, signal);
        }
    }

    /// <summary>Closes the program's input, waits for its end and for everything that it said.</summary>
    public Outcome Wait(TimeSpan limit)
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(limit) || !_readers.Wait(Left(limit)))
        {
            Kill();
            Assert.Fail($"Still running after {limit.TotalSeconds} s: {Line}\n{Output}\n{Error}");
        }

        return new Outcome(Line, _process.ExitCode, Output, Error, _watch.Elapsed);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    private TimeSpan Left(TimeSpan limit)
    {
        TimeSpan left = limit - _watch.Elapsed;
        return left > TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1);
    }

    private static async Task Collect(StreamReader reader, StringBuilder text)
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            lock (text)
            {
                _ = text.Append(buffer, 0, count);
            }
        }
    }

    private static string TextOf(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
