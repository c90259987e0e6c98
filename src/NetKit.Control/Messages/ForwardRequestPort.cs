using System.Diagnostics.CodeAnalysis;
using System.Net;
using NetKit.Control.Ports;

namespace NetKit.Control.Messages;

/// <summary>One port to publish. Everything but the container's port may be left out.</summary>
/// <param name="ContainerPort">1-65535.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="HostAddress">Where to listen; null: 127.0.0.1.</param>
/// <param name="HostPort">0: the system chooses.</param>
/// <param name="HostPortEnd">The first free port from <paramref name="HostPort"/> to this one is taken; null: that one port.</param>
public sealed record ForwardRequestPort(
    int ContainerPort,
    PortProtocol Protocol = PortProtocol.Tcp,
    string? HostAddress = null,
    int HostPort = 0,
    int? HostPortEnd = null)
{
    public static ForwardRequestPort From(PublishedPort port) => new(
        port.ContainerPort,
        port.Protocol,
        port.HostAddress?.ToString(),
        port.HostPorts.First,
        port.HostPorts.Count > 1 ? port.HostPorts.Last : null);

    /// <summary>Takes nothing on trust: the sender may be anything that speaks HTTP.</summary>
    public bool TryRead([NotNullWhen(true)] out PublishedPort? port, [NotNullWhen(false)] out string? error)
    {
        int last = HostPortEnd ?? HostPort;
        IPAddress? address = null;
        error = this switch
        {
            { Protocol: not (PortProtocol.Tcp or PortProtocol.Udp) } => "The protocol is neither tcp nor udp.",
            { ContainerPort: < 1 or > ushort.MaxValue } => $"The container port {ContainerPort} is not from 1 to 65535.",
            { HostPort: < 0 or > ushort.MaxValue } => $"The host port {HostPort} is not from 0 to 65535.",
            _ when last < HostPort || last > ushort.MaxValue || (HostPort == 0 && last != 0) =>
                $"The host ports from {HostPort} to {last} are no range of ports.",
            _ when HostAddress is not null && !IPAddress.TryParse(HostAddress, out address) =>
                "The host address is not an IP address.",
            _ => null,
        };
        port = error is null
            ? new PublishedPort(Protocol, address, new PortRange((ushort)HostPort, (ushort)last), (ushort)ContainerPort)
            : null;
        return error is null;
    }
}
