using System;
using System.Collections.Generic;
using System.Net;
using System.Runtime.Versioning;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using NetKit.Control.Messages;
using NetKit.Daemon.Api;
using NetKit.Daemon.Configuration;
using NetKit.Daemon.Control;
using NetKit.Daemon.Events;
using NetKit.Daemon.Networks;
using NetKit.Daemon.Plugin;
using NetKit.Daemon.State;
using NetKit.Interop;

namespace NetKit.Daemon.Hosting;

/// <summary>
/// The daemon: state, networks, sockets. Clients can connect from the first moment, because the sockets listen before anything is restored;
/// they are answered when everything is there again.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class DaemonHost : IAsyncDisposable
{
    /// <summary>Often enough that an address is free when somebody makes a namespace of the same name again.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _reloading = new(1, 1);
    private readonly PeriodicTimer _looks;
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly StateLock _lock;
    private readonly NetworkManager _networks;
    private readonly ILogger _log;
    private DaemonSettings _settings;
    private Task _looking = Task.CompletedTask;

    private DaemonHost(StateLock stateLock, DaemonSettings settings, NetworkManager networks, ILoggerFactory loggers)
    {
        _lock = stateLock;
        _settings = settings;
        _networks = networks;
        _log = loggers.CreateLogger<DaemonHost>();
        _looks = new PeriodicTimer(LookEvery);
    }

    public NetworkManager Networks => _networks;

    /// <summary>Restores what was there and begins to answer.</summary>
    public static async Task<Answer<DaemonHost>> StartAsync(
        DaemonSettings settings, IReadOnlyDictionary<string, Fd> activated, INetworkFabric fabric, ILoggerFactory loggers)
    {
        if (StateLock.TryTake(settings.StateDir, out StateLock? stateLock) is { } occupied)
        {
            return Refusal.Failed(occupied);
        }

        if (TryListen(activated, ActivatedSockets.Control, settings.Socket, "--socket", out ControlSocket? control) is { } failed)
        {
            stateLock!.Dispose();
            return Refusal.Failed(failed);
        }

        ControlSocket? plugin = null;
        if (settings.PluginSocket is { } path
            && TryListen(activated, ActivatedSockets.Plugin, path, "--plugin-socket", out plugin) is { } pluginFailed)
        {
            control!.Dispose();
            stateLock!.Dispose();
            return Refusal.Failed(pluginFailed);
        }

        TimeProvider clock = TimeProvider.System;
        StateStore store = new(new StateDisk(), settings.StateDir);
        NetworkManager networks = new(store, fabric, new EventHub(clock), clock, loggers);
        DaemonHost host = new(stateLock!, settings, networks, loggers);
        _ = await networks.RestoreAsync().ConfigureAwait(false);
        await host.EnsureNetworksAsync(settings.Configuration.Networks).ConfigureAwait(false);
        await host.ServeAsync(control!, plugin, clock, loggers).ConfigureAwait(false);
        host._looking = Task.Run(host.LookAsync);
        return host;
    }

    /// <summary>Reads the configuration again; a bad one changes nothing.</summary>
    public async Task ReloadAsync()
    {
        if (_settings.ConfigurationPath is not { } path)
        {
            LogNoConfiguration();
            return;
        }

        await _reloading.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!ConfigurationFile.Read(path).TryGet(out DaemonConfiguration? configuration, out Refusal? refusal))
            {
                LogBadConfiguration(refusal.Sentence);
                return;
            }

            ConfigurationDiff diff = ConfigurationDiff.Between(_settings.Configuration, configuration);
            LogReloaded(path, diff.Lines.Count);
            foreach (string line in diff.Lines)
            {
                LogChange(line);
            }

            foreach (NetworkConfiguration network in (IEnumerable<NetworkConfiguration>)[.. diff.Removed, .. diff.Changed])
            {
                if (await _networks.RemoveNetworkAsync(network.Name, force: false).ConfigureAwait(false) is { } kept)
                {
                    LogKept(network.Name, kept.Sentence);
                }
            }

            await EnsureNetworksAsync(configuration.Networks).ConfigureAwait(false);
            _settings = _settings with { Configuration = configuration };
            _networks.Events.Publish("daemon", "reload", path, "netkit");
        }
        finally
        {
            _ = _reloading.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _looks.Dispose();
        await _looking.ConfigureAwait(false);
        foreach (IAsyncDisposable server in _servers)
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }

        await _networks.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
        _reloading.Dispose();
    }

    private async Task LookAsync()
    {
        while (await _looks.WaitForNextTickAsync().ConfigureAwait(false))
        {
            _ = await _networks.RemoveVanishedAsync().ConfigureAwait(false);
        }
    }

    private static string? TryListen(
        IReadOnlyDictionary<string, Fd> activated, string name, string path, string option, out ControlSocket? socket)
    {
        if (activated.TryGetValue(name, out Fd fd))
        {
            socket = ControlSocket.Adopt(fd);
            return null;
        }

        return ControlSocket.TryBind(path, out socket, option);
    }

    private async Task EnsureNetworksAsync(IReadOnlyList<NetworkConfiguration> configured)
    {
        foreach (NetworkConfiguration network in configured)
        {
            if ((await _networks.NetworkAsync(network.Name).ConfigureAwait(false)).Value is not null)
            {
                continue;
            }

            Answer<NetworkInfo> made = await _networks.CreateNetworkAsync(network.ToRequest(), Origin.Configuration).ConfigureAwait(false);
            if (made.Refusal is { } refusal)
            {
                LogNotMade(network.Name, refusal.Sentence);
            }
        }
    }

    private async Task ServeAsync(ControlSocket control, ControlSocket? plugin, TimeProvider clock, ILoggerFactory loggers)
    {
        DaemonRoutes routes = new(_networks, new DaemonIdentity());
        _servers.Add(await ControlServer
            .StartAsync(control, routes.AnswerAsync, ControlAnswer.ProblemAsync, ServerLimits.OfDaemon, loggers)
            .ConfigureAwait(false));
        if (plugin is null)
        {
            return;
        }

        DockerConfiguration docker = _settings.Configuration.Docker;
        NetworkDriver driver = new(_networks, new PluginSettings(IPAddress.Parse(docker.PublishAddress), docker.HostInterfaces), clock);
        PluginRoutes pluginRoutes = new(driver, new IpamDriver(_networks.Addresses));
        _servers.Add(await ControlServer
            .StartAsync(plugin, pluginRoutes.AnswerAsync, PluginRoutes.RefuseAsync, ServerLimits.OfDaemon, loggers)
            .ConfigureAwait(false));
        if (docker.EngineSocket is not "none")
        {
            EngineNames names = new(docker.EngineSocket, _networks, loggers);
            driver.Changed += names.Wake;
            _servers.Insert(0, names);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no configuration to reload: name one with --config.")]
    private partial void LogNoConfiguration();

    [LoggerMessage(Level = LogLevel.Error, Message = "The configuration was not reloaded and the old one stays: {Sentence}")]
    private partial void LogBadConfiguration(string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloaded {Path}: {Count} changes.")]
    private partial void LogReloaded(string path, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
    private partial void LogChange(string line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The network {Name} stays as it is: {Sentence}")]
    private partial void LogKept(string name, string sentence);

    [LoggerMessage(Level = LogLevel.Error, Message = "The configured network {Name} could not be made: {Sentence}")]
    private partial void LogNotMade(string name, string sentence);
}
