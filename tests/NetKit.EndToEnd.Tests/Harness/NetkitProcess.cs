using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>A running <c>netkit attach</c>. At the end it is asked to stop, and has to leave nothing behind.</summary>
internal sealed class NetkitProcess : IDisposable
{
    public const int Terminate = 15;
    public const int Kill = 9;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly RunningCommand _command;
    private readonly NetworkNamespace _box;
    private readonly Scratch? _scratch;
    private bool _isOver;

    private NetkitProcess(RunningCommand command, NetworkNamespace box, string socket, Scratch? scratch)
    {
        _command = command;
        _box = box;
        Socket = socket;
        _scratch = scratch;
    }

    public int Pid => _command.Pid;

    public bool HasEnded => _command.HasEnded;

    /// <summary>What it has said on stderr so far.</summary>
    public string Log => _command.Error;

    public string Socket { get; }

    public long ResidentKiB => ProcessMemory.ResidentKiB(Pid);

    public int OpenDescriptors => Directory.GetFileSystemEntries($"/proc/{Pid}/fd").Length;

    /// <summary>Starts it and waits until it says that traffic can flow.</summary>
    /// <param name="host">Where it runs.</param>
    /// <param name="box">What it serves.</param>
    /// <param name="line">The command without <c>--ready-fd</c> and <c>--api-socket</c>.</param>
    public static NetkitProcess Start(NetworkNamespace host, NetworkNamespace box, params IEnumerable<string> line)
    {
        Scratch scratch = new();
        return Start(host, box, scratch.Directory, scratch, line);
    }

    /// <summary>The same for somebody with a directory of his own.</summary>
    public static NetkitProcess StartIn(
        string socketDirectory, NetworkNamespace host, NetworkNamespace box, params IEnumerable<string> line) =>
        Start(host, box, socketDirectory, null, line);

    /// <summary>A command that speaks to this instance.</summary>
    public Outcome Ask(params IEnumerable<string> command) => NetkitBinary.Run([.. command, "--socket", Socket]);

    public Counters Counters() => new(Ask("stats", "--json").Succeeded());

    /// <summary>Fails with all counters unless a condition on them becomes true.</summary>
    public void WaitForCounters(Func<Counters, bool> condition, string what, int seconds = 10)
    {
        Counters? last = null;
        Eventually.True(() => condition(last = Counters()), TimeSpan.FromSeconds(seconds), () => $"{what}:\n{last}");
    }

    /// <summary>Waits until it has said this on stderr.</summary>
    public void WaitForLog(string text) => _command.WaitFor(text, StopLimit);

    public JsonElement[] Flows()
    {
        using JsonDocument document = JsonDocument.Parse(Ask("flows", "--json").Succeeded());
        return [.. document.RootElement.GetProperty("flows").EnumerateArray().Select(static flow => flow.Clone())];
    }

    public void WaitForNoFlows(string protocol = "tcp", int seconds = 20)
    {
        JsonElement[] flows = [];
        Eventually.True(
            () => (flows = [.. Flows().Where(flow => flow.GetProperty("protocol").GetString() == protocol)]).Length == 0,
            TimeSpan.FromSeconds(seconds),
            () => $"{flows.Length} flows are left, such as {string.Join('\n', flows.Take(5))}");
    }

    public void Signal(int signal) => _command.Signal(signal);

    /// <summary>Waits for its end and looks whether anything is left.</summary>
    public Outcome WaitForEnd(bool isKilled = false)
    {
        _isOver = true;
        Outcome outcome = _command.Wait(StopLimit);
        if (!isKilled)
        {
            Assert.That(File.Exists(Socket), Is.False, "the control socket's file is left");
        }

        if (File.Exists(_box.Path))
        {
            Assert.That(_box.Ip("-br link"), Does.Not.Contain("tap"), "the interface is left");
        }

        return outcome;
    }

    public void Dispose()
    {
        try
        {
            if (!_isOver)
            {
                bool hadEnded = HasEnded;
                Signal(Terminate);
                Outcome outcome = WaitForEnd();
                Assert.That(hadEnded, Is.False, () => $"netkit had ended on its own: {outcome}");
                _ = outcome.EndedWith(0);
                Assert.That(outcome.Error, Does.Not.Contain("Exception"));
            }
        }
        finally
        {
            _command.Dispose();
            _scratch?.Dispose();
        }
    }

    private static NetkitProcess Start(
        NetworkNamespace host, NetworkNamespace box, string socketDirectory, Scratch? scratch, IEnumerable<string> line)
    {
        string socket = Path.Combine(socketDirectory, "netkit.sock");
        try
        {
            RunningCommand command = ReadyCommand.Start(host.Line, [.. line, "--api-socket", socket]);
            return new NetkitProcess(command, box, socket, scratch);
        }
        catch
        {
            scratch?.Dispose();
            throw;
        }
    }
}
