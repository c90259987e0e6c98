using System;
using System.Globalization;
using System.Net;

namespace NetKit.Daemon.Gvproxy;

/// <summary>Go's <c>host:port</c>, where an empty host means everywhere.</summary>
internal readonly record struct HostAndPort(string Host, ushort Port)
{
    /// <summary>As gvproxy lists it.</summary>
    public override string ToString()
    {
        string host = Host is "0.0.0.0" or "::" ? string.Empty : Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }

    public static bool TryParse(string? text, out HostAndPort parsed)
    {
        parsed = default;
        int colon = text?.LastIndexOf(':') ?? -1;
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }

        string host = text![..colon].Trim('[', ']');
        parsed = new HostAndPort(host, port);
        return host.Length == 0 || IPAddress.TryParse(host, out _);
    }
}
