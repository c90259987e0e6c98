using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NetKit.Control.Ports;

/// <summary>
/// What <c>-p</c> says, in docker's grammar: <c>[HOSTIP:][HOSTPORT[-END]:]PORT[-END][/tcp|/udp]</c>, an IPv6 address in brackets.
/// </summary>
/// <remarks>
/// <para>
/// Unix sockets of the host take part as <see cref="SocketSpec"/> says.
/// </para>
/// <para>
/// Without a host port the system chooses one. Ranges pair up port by port and so have the same length; only a single container port may
/// have a longer range on the host, of which the first free port is taken.
/// </para>
/// </remarks>
public sealed record PortSpec(PortProtocol Protocol, IPAddress? HostAddress, PortRange Host, PortRange Container)
{
    /// <summary>Each published port costs a descriptor, so that a slip such as 1-65535 is refused.</summary>
    public const int MaximumPorts = 1024;

    private const int LongestText = 128;
    private const string Example = "write e.g. 8080:80, 127.0.0.1:8000-8009:9000-9009 or 5353:53/udp";

    /// <summary>The host's unix socket, absolute; null: an address and a port.</summary>
    public string? HostPath { get; init; }

    /// <summary>With <see cref="ForwardDirection.Out"/> the container's port is the gateway's.</summary>
    public ForwardDirection Direction { get; init; }

    /// <summary>Reads a specification; <paramref name="error"/> is a sentence that names the part that is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PortSpec? spec, [NotNullWhen(false)] out string? error)
    {
        if (SocketSpec.Is(text))
        {
            error = SocketSpec.Read(text, out spec);
            return spec is not null;
        }

        spec = null;
        if (text.Length is 0 or > LongestText)
        {
            error = text.Length == 0
                ? $"A port to publish is missing: {Example}."
                : $"A port to publish has at most {LongestText} characters: {Example}.";
            return false;
        }

        IPAddress? hostAddress = null;
        (PortRange hostPorts, PortRange containerPorts) = (PortRange.Any, PortRange.Any);
        error = TrySplit(text, out string? address, out string? host, out string container, out PortProtocol protocol)
            ?? TryReadAddress(text, address, out hostAddress)
            ?? TryReadRange(text, "container", container, out containerPorts)
            ?? TryReadHost(text, host, out hostPorts)
            ?? Check(text, hostPorts, containerPorts);
        if (error is not null)
        {
            return false;
        }

        spec = new PortSpec(protocol, hostAddress, hostPorts, containerPorts);
        return true;
    }

    /// <summary>One for each container port.</summary>
    public IEnumerable<PublishedPort> Expand()
    {
        for (int i = 0; i < Container.Count; i++)
        {
            ushort containerPort = (ushort)(Container.First + i);
            ushort hostPort = (ushort)(Host.First + i);
            PortRange hostPorts = Host.IsAny || Container.Count == 1 ? Host : new PortRange(hostPort, hostPort);
            yield return new PublishedPort(Protocol, HostAddress, hostPorts, containerPort) { HostPath = HostPath, Direction = Direction };
        }
    }

    private static string? TrySplit(string text, out string? address, out string? host, out string container, out PortProtocol protocol)
    {
        (address, host, container, protocol) = (null, null, text, PortProtocol.Tcp);
        int slash = text.LastIndexOf('/');
        if (slash >= 0)
        {
            string name = text[(slash + 1)..];
            bool isUdp = name.Equals("udp", StringComparison.OrdinalIgnoreCase);
            if (!isUdp && !name.Equals("tcp", StringComparison.OrdinalIgnoreCase))
            {
                return $"The protocol '{name}' in '{text}' is neither tcp nor udp: {Example}.";
            }

            protocol = isUdp ? PortProtocol.Udp : PortProtocol.Tcp;
            container = text[..slash];
        }

        return SplitAddress(text, ref address, ref host, ref container);
    }

    private static string? SplitAddress(string text, ref string? address, ref string? host, ref string container)
    {
        string rest = container;
        if (rest.StartsWith('['))
        {
            int bracket = rest.IndexOf(']', StringComparison.Ordinal);
            if (bracket < 0 || bracket + 1 >= rest.Length || rest[bracket + 1] != ':')
            {
                return $"The address in '{text}' needs a closing bracket and a colon after it: write e.g. [::1]:8080:80.";
            }

            address = rest[..(bracket + 1)];
            rest = rest[(bracket + 2)..];
        }

        string[] parts = rest.Split(':');
        int most = address is null ? 3 : 2;
        if (parts.Length > most)
        {
            return $"'{text}' has too many parts between colons; an IPv6 address goes into brackets: write e.g. [::1]:8080:80.";
        }

        address ??= parts.Length == 3 ? parts[0] : null;
        host = parts.Length > 1 ? parts[^2] : null;
        container = parts[^1];
        return address is not null && host is null
            ? $"'{text}' has an address but no host port after it: write e.g. {address}:8080:80, or {address}::80 for any port."
            : null;
    }

    private static string? TryReadAddress(string text, string? given, out IPAddress? address)
    {
        address = null;
        if (given is null)
        {
            return null;
        }

        bool bracketed = given.StartsWith('[');
        string plain = bracketed ? given[1..^1] : given;
        bool valid = IPAddress.TryParse(plain, out IPAddress? parsed) && !plain.Contains('%', StringComparison.Ordinal)
            && (parsed.AddressFamily == AddressFamily.InterNetworkV6 ? bracketed : !bracketed && plain.Split('.').Length == 4);
        address = valid ? parsed : null;
        return valid
            ? null
            : $"The host address '{given}' in '{text}' is not an IP address: write e.g. 127.0.0.1:8080:80 or [::1]:8080:80.";
    }

    /// <summary>An empty host port is docker's way to say "any".</summary>
    private static string? TryReadHost(string text, string? given, out PortRange range)
    {
        range = PortRange.Any;
        return string.IsNullOrEmpty(given) ? null : TryReadRange(text, "host", given, out range);
    }

    private static string? TryReadRange(string text, string whose, string given, out PortRange range) =>
        PortRange.TryParse(given, out range) switch
        {
            PortRangeError.None when whose == "container" && range.IsAny => $"The container port in '{text}' cannot be 0: {Example}.",
            PortRangeError.None => null,
            PortRangeError.Backwards => $"The {whose} ports '{given}' in '{text}' run backwards: {Example}.",
            PortRangeError.ZeroInRange => $"The {whose} ports '{given}' in '{text}' begin with 0, which is no port: {Example}.",
            _ when given.Length == 0 => $"The {whose} port in '{text}' is missing: {Example}.",
            _ => $"The {whose} port '{given}' in '{text}' is not a number up to 65535: {Example}.",
        };

    private static string? Check(string text, PortRange host, PortRange container)
    {
        if (container.Count > MaximumPorts)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"'{text}' publishes {container.Count} ports, and at most {MaximumPorts} go into one range: split it.");
        }

        return host.IsAny || container.Count == 1 || host.Count == container.Count
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"'{text}' pairs {host.Count} host ports with {container.Count} container ports: make the ranges equally long.");
    }
}
