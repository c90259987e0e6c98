using System;
using System.Collections.Generic;
using System.Globalization;
using NetKit.Interop;

namespace NetKit.Daemon.Hosting;

/// <summary>
/// Listening sockets that the service manager opened (sd_listen_fds(3)): clients can connect before the daemon runs and while it restarts.
/// They are told apart by name: <c>control</c> and <c>plugin</c>.
/// </summary>
public static class ActivatedSockets
{
    public const string Control = "control";
    public const string Plugin = "plugin";

    private const int First = 3;        // SD_LISTEN_FDS_START

    public static IReadOnlyDictionary<string, Fd> OfEnvironment => Parse(
        Environment.ProcessId,
        Environment.GetEnvironmentVariable("LISTEN_PID"),
        Environment.GetEnvironmentVariable("LISTEN_FDS"),
        Environment.GetEnvironmentVariable("LISTEN_FDNAMES"));

    /// <summary>Empty when the sockets are for another process, or none were passed.</summary>
    public static IReadOnlyDictionary<string, Fd> Parse(int processId, string? listenPid, string? listenFds, string? names)
    {
        Dictionary<string, Fd> sockets = new(StringComparer.Ordinal);
        bool isForUs = int.TryParse(listenPid, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid == processId;
        if (!isForUs || !int.TryParse(listenFds, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
        {
            return sockets;
        }

        string[] given = names?.Split(':') ?? [];
        for (int i = 0; i < count; i++)
        {
            string name = i < given.Length ? given[i] : i == 0 ? Control : Plugin;
            sockets[name] = new Fd(First + i);
        }

        return sockets;
    }
}
