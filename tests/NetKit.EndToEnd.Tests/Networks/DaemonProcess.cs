using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Networks;

/// <summary>A <c>netkit daemon</c> with a state directory of its own, which can be killed and started again. Nothing of it is left at the end.</summary>
internal sealed class DaemonProcess : IDisposable
{
    private const int HangUp = 1;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Func<IEnumerable<string>, string[]> _place;
    private readonly Scratch _scratch = new();
    private readonly List<string> _logs = [];
    private readonly ApiClient _api;
    private readonly ApiClient _plugin;
    private RunningCommand? _command;

    public DaemonProcess(NetworkNamespace host, string configuration)
        : this(host.Line, configuration)
    {
    }

    /// <param name="place">Makes the line that runs a command where the daemon belongs.</param>
    /// <param name="configuration">The configuration file.</param>
    /// <param name="pluginSocket">Where dockerd looks for the driver.</param>
    public DaemonProcess(Func<IEnumerable<string>, string[]> place, string configuration, string? pluginSocket = null)
    {
        _place = place;
        PluginSocket = pluginSocket ?? _scratch.PathOf("plugin.sock");
        _api = new ApiClient(Socket);
        _plugin = new ApiClient(PluginSocket);
        WriteConfiguration(configuration);
        try
        {
            Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Socket => _scratch.PathOf("netkit.sock");

    public string PluginSocket { get; }

    public string StateDirectory => _scratch.PathOf("state");

    public string ConfigurationPath => _scratch.PathOf("netkit.json");

    public int Pid => Running.ProgramPid;

    public bool HasEnded => _command?.HasEnded == true;

    /// <summary>What it has said since its last start.</summary>
    public string Log => Running.Error;

    /// <summary>What it has said in all its lives.</summary>
    public string WholeLog => string.Join('\n', [.. _logs, Log]);

    public int OpenDescriptors => Directory.GetFileSystemEntries($"/proc/{Pid}/fd").Length;

    /// <summary>The control API.</summary>
    public ApiClient Api => _api;

    /// <summary>What dockerd speaks to.</summary>
    public ApiClient Plugin => _plugin;

    private RunningCommand Running => _command ?? throw new InvalidOperationException("The daemon is not running.");

    private string[] Line =>
    [
        NetkitBinary.Path, "daemon", "--config", ConfigurationPath, "--state-dir", StateDirectory, "--socket", Socket, "--plugin-socket", PluginSocket,
    ];

    public void WriteConfiguration(string text) => _ = _scratch.Write("netkit.json", text);

    public void Start() => _command = ReadyCommand.Start(_place, Line);

    /// <summary>Another daemon with the same state.</summary>
    public Outcome StartSecond() => Command.Run(_place(Line));

    /// <summary>As the kernel does when memory runs out.</summary>
    public void Kill()
    {
        Running.Signal(NetkitProcess.Kill);
        Outcome outcome = End();
        Assert.That(outcome.Status, Is.EqualTo(128 + NetkitProcess.Kill), outcome.ToString);
    }

    public void KillAndStart()
    {
        Kill();
        Start();
    }

    /// <summary>As <c>systemctl stop</c> does.</summary>
    public void Stop()
    {
        bool hadEnded = HasEnded;
        Running.Signal(NetkitProcess.Terminate);
        Outcome outcome = End();
        Assert.That(hadEnded, Is.False, () => $"netkit had ended on its own: {outcome}");
        _ = outcome.EndedWith(0);
        Assert.That(outcome.Error, Does.Not.Contain("Exception"));
        Assert.That(File.Exists(Socket), Is.False, "the control socket's file is left");
        Assert.That(File.Exists(PluginSocket), Is.False, "the plugin socket's file is left");
    }

    public void Reload() => Running.Signal(HangUp);

    public void WaitForLog(string text) => Running.WaitFor(text, Command.UsualLimit);

    /// <summary>A command that speaks to this daemon.</summary>
    public Outcome Ask(params IEnumerable<string> command) => NetkitBinary.Run([.. command, "--socket", Socket]);

    /// <summary>Its answer in JSON.</summary>
    public JsonElement AskJson(params IEnumerable<string> command)
    {
        using JsonDocument document = JsonDocument.Parse(Ask([.. command, "--json"]).Succeeded());
        return document.RootElement.Clone();
    }

    /// <summary>Octets that are its own and in memory.</summary>
    public long ResidentKiB => ProcessMemory.ResidentKiB(Pid);

    public JsonElement[] Networks() => [.. AskJson("network", "ls").GetProperty("networks").EnumerateArray()];

    public JsonElement[] Endpoints() => [.. AskJson("endpoints").GetProperty("endpoints").EnumerateArray()];

    public JsonElement[] Forwards() => [.. AskJson("forward", "ls").GetProperty("forwards").EnumerateArray()];

    public JsonElement[] Flows() => [.. AskJson("flows").GetProperty("flows").EnumerateArray()];

    public Counters Counters() => new(Ask("stats", "--json").Succeeded());

    public void Dispose()
    {
        try
        {
            if (_command is not null)
            {
                Stop();
            }
        }
        finally
        {
            _command?.Dispose();
            _api.Dispose();
            _plugin.Dispose();
            _scratch.Dispose();
        }
    }

    private Outcome End()
    {
        RunningCommand command = Running;
        Outcome outcome = command.Wait(StopLimit);
        _logs.Add(outcome.Error);
        command.Dispose();
        _command = null;
        return outcome;
    }
}
