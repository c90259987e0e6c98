using System;
using System.CommandLine;
using System.IO;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Cli.Help;
using NetKit.Cli.Life;
using NetKit.Cli.Options;
using NetKit.Cli.Running;
using NetKit.Daemon.Configuration;
using NetKit.Daemon.Fabric;
using NetKit.Daemon.Hosting;
using NetKit.Daemon.Networks;
using NetKit.Interop;

namespace NetKit.Cli.Commands;

/// <summary><c>netkit daemon</c>: the long-lived owner of networks, for namespaces and for dockerd.</summary>
internal static class DaemonCommand
{
    public static Command Create()
    {
        Option<string?> config = new("--config") { Description = "The configuration; SIGHUP reads it again.", HelpName = "FILE" };
        Option<string?> stateDir = new("--state-dir") { Description = "Where networks and ports are kept.", HelpName = "DIR" };
        Option<string?> socket = new("--socket") { Description = "The control socket.", HelpName = "PATH" };
        Option<string?> plugin = new("--plugin-socket") { Description = "The socket that dockerd finds the driver at, or none.", HelpName = "PATH" };
        Option<string?> readyFd = new("--ready-fd") { Description = "Write '1' and a newline here when everything is restored.", HelpName = "N" };
        Option<string?> pidFile = new("--pid-file") { Description = "Keep the process id in this file while running.", HelpName = "PATH" };
        Option<bool> verbose = new("--verbose", "-v") { Description = "Say on stderr more of what is done." };
        DocumentedCommand command = new(
            "daemon",
            "Own networks for a long time: for namespaces, and for dockerd's containers.",
            "sudo netkit daemon",
            "sudo netkit daemon --config /etc/netkit/netkit.json")
        {
            config,
            stateDir,
            socket,
            plugin,
            readyFd,
            pidFile,
            verbose,
        };
        command.SetAction(result =>
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new FailureException("netkit daemon needs the namespaces of Linux.");
            }

            int? ready = LifeOptions.ReadDescriptor(readyFd.Name, result.GetValue(readyFd));
            DaemonSettings settings = DaemonSettings.Resolve(
                Read(result.GetValue(config)),
                result.GetValue(config) is { } path ? Path.GetFullPath(path) : null,
                result.GetValue(stateDir),
                result.GetValue(socket),
                result.GetValue(plugin));
            using StderrLoggers loggers = new(result.InvocationConfiguration.Error, LevelOf(settings.Configuration, result.GetValue(verbose)));
            return RunAsync(settings, ready, result.GetValue(pidFile), loggers).GetAwaiter().GetResult();
        });
        return command;
    }

    private static DaemonConfiguration Read(string? path)
    {
        if (path is null)
        {
            return new DaemonConfiguration();
        }

        return ConfigurationFile.Read(path).TryGet(out DaemonConfiguration? configuration, out Refusal? refusal)
            ? configuration
            : throw new FailureException(refusal.Sentence);
    }

    private static LogLevel LevelOf(DaemonConfiguration configuration, bool verbose) => configuration.LogLevel switch
    {
        _ when verbose => LogLevel.Debug,
        "debug" => LogLevel.Debug,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => LogLevel.Information,
    };

    [SupportedOSPlatform("linux")]
    private static async Task<int> RunAsync(DaemonSettings settings, int? readyFd, string? pidFile, StderrLoggers loggers)
    {
        using DaemonSignals signals = new();
        ServiceManager manager = ServiceManager.OfEnvironment;
        _ = ProcessLimits.RaiseOpenFiles(out _);
        LinuxFabric fabric = new(SelfCommand.Line, loggers);
        Answer<DaemonHost> started = await DaemonHost
            .StartAsync(settings, ActivatedSockets.OfEnvironment, fabric, loggers)
            .ConfigureAwait(false);
        if (!started.TryGet(out DaemonHost? host, out Refusal? refusal))
        {
            throw new FailureException(refusal.Sentence);
        }

        await using (host.ConfigureAwait(false))
        {
            using PidFile? written = PidFile.Write(pidFile);
            ReadySignal.Send(readyFd);
            manager.Ready("Networks are up.");
            while (await signals.NextAsync().ConfigureAwait(false))
            {
                manager.Reloading();
                await host.ReloadAsync().ConfigureAwait(false);
                manager.Ready("Networks are up.");
            }

            manager.Stopping();
        }

        return 0;
    }
}
