using System;
using System.IO;
using NetKit.Control.Sockets;
using NetKit.Daemon.Configuration;
using NetKit.Interop;

namespace NetKit.Daemon.Hosting;

/// <summary>Where a daemon's things are, after command line, configuration and habits have had their say, in this order.</summary>
/// <param name="Configuration">The rest.</param>
/// <param name="ConfigurationPath">What SIGHUP reads again; null: there is no file.</param>
/// <param name="StateDir">Where state is kept.</param>
/// <param name="Socket">The control socket.</param>
/// <param name="PluginSocket">dockerd's plugin socket; null: none.</param>
public sealed record DaemonSettings(
    DaemonConfiguration Configuration, string? ConfigurationPath, string StateDir, string Socket, string? PluginSocket)
{
    private const string None = "none";
    private const string InstanceName = "netkit";

    public static DaemonSettings Resolve(
        DaemonConfiguration configuration, string? configurationPath, string? stateDir, string? socket, string? pluginSocket)
    {
        string? plugin = pluginSocket ?? configuration.PluginSocket ?? (ProcessIdentity.IsRoot ? "/run/docker/plugins/netkit.sock" : null);
        return new DaemonSettings(
            configuration,
            configurationPath,
            Path.GetFullPath(stateDir ?? configuration.StateDir ?? DefaultStateDir()),
            Path.GetFullPath(socket ?? configuration.Socket ?? ControlDirectory.OfThisUser.SocketOf(InstanceName)),
            plugin is null or None ? null : Path.GetFullPath(plugin));
    }

    private static string DefaultStateDir()
    {
        if (ProcessIdentity.IsRoot)
        {
            return "/var/lib/netkit";
        }

        string? given = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(string.IsNullOrEmpty(given) ? Path.Combine(home, ".local", "state") : given, "netkit");
    }
}
