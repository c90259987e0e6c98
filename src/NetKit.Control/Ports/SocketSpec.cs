using System;

namespace NetKit.Control.Ports;

/// <summary>
/// The forms of <see cref="PortSpec"/> with a unix socket: <c>unix:PATH:PORT</c>, a socket of the host that leads to a port of the container, and
/// <c>PORT:unix:PATH</c>, a port of the gateway that leads to a socket of the host. In both what is connected to stands before where it leads.
/// </summary>
internal static class SocketSpec
{
    private const string Prefix = "unix:";
    private const string Inner = ":" + Prefix;
    private const string Tcp = "/tcp";

    public static bool Is(string text) => text.StartsWith(Prefix, StringComparison.Ordinal) || text.Contains(Inner, StringComparison.Ordinal);

    /// <summary>Null, or a sentence that names the part that is wrong.</summary>
    public static string? Read(string text, out PortSpec? spec)
    {
        bool isOutward = !text.StartsWith(Prefix, StringComparison.Ordinal);
        int colon = isOutward ? text.IndexOf(Inner, StringComparison.Ordinal) : text.LastIndexOf(':');
        spec = null;
        if (!isOutward && colon < Prefix.Length)
        {
            return $"'{text}' names no port of the container: write e.g. unix:/run/web.sock:80.";
        }

        string port = isOutward ? text[..colon] : text[(colon + 1)..];
        string given = isOutward ? text[(colon + Inner.Length)..] : text[Prefix.Length..colon];
        string? error = ReadPort(text, port, isOutward, out PortRange range) ?? SocketPath.Read(text, given, out given);
        if (error is null)
        {
            ForwardDirection direction = isOutward ? ForwardDirection.Out : ForwardDirection.In;
            spec = new PortSpec(PortProtocol.Tcp, null, PortRange.Any, range) { HostPath = given, Direction = direction };
        }

        return error;
    }

    private static string? ReadPort(string text, string given, bool isOutward, out PortRange range)
    {
        string example = isOutward ? "2375:unix:/run/docker.sock" : "unix:/run/web.sock:80";
        string whose = isOutward ? "gateway" : "container";
        range = default;
        if (given.EndsWith("/udp", StringComparison.OrdinalIgnoreCase))
        {
            return $"'{text}' asks for UDP, which a unix stream socket does not carry: write e.g. {example}.";
        }

        string port = given.EndsWith(Tcp, StringComparison.OrdinalIgnoreCase) ? given[..^Tcp.Length] : given;
        bool isPort = PortRange.TryParse(port, out range) == PortRangeError.None && range.Count == 1 && !range.IsAny;
        return isPort ? null : $"'{given}' in '{text}' is not one port of the {whose}, from 1 to 65535: write e.g. {example}.";
    }
}
