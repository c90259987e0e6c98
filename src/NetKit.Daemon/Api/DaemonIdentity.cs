using System;
using System.Diagnostics;
using System.Reflection;
using NetKit.Control.Messages;

namespace NetKit.Daemon.Api;

/// <summary>Who answers, and since when.</summary>
public sealed class DaemonIdentity
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    public HealthInfo Health => new(
        "ok", "daemon", Version, Environment.ProcessId, Math.Round(Stopwatch.GetElapsedTime(_startedAt).TotalSeconds, 3));

    public static string Version =>
        typeof(DaemonIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
