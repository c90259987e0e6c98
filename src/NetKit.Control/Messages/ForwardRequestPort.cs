using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json.Serialization;
using NetKit.Control.Ports;

namespace NetKit.Control.Messages;

/// <summary>One port to publish. Everything but the container's port may be left out.</summary>
/// <param name="ContainerPort">1-65535. With <paramref name="Direction"/> out it is a port of the gateway, as the container sees it.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="HostAddress">Where to listen; null: 127.0.0.1.</param>
/// <param name="HostPort">0: the system chooses.</param>
/// <param name="HostPortEnd">The first free port from <paramref name="HostPort"/> to this one is taken; null: that one port.</param>
/// <param name="HostPath">A unix socket of the host, by an absolute path, in place of an address and a port; TCP only.</param>
/// <param name="Direction">In: the host's end leads to the container. Out: the gateway's port leads to <paramref name="HostPath"/>.</param>
public sealed record ForwardRequestPort(
    int ContainerPort,
    PortProtocol Protocol = PortProtocol.Tcp,
    string? HostAddress = null,
    int HostPort = 0,
    int? HostPortEnd = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? HostPath = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] ForwardDirection Direction = ForwardDirection.In)
{
    public static ForwardRequestPort From(PublishedPort port) => new(
        port.ContainerPort,
        port.Protocol,
        port.HostAddress?.ToString(),
        port.HostPorts.First,
        port.HostPorts.Count > 1 ? port.HostPorts.Last : null,
        port.HostPath,
        port.Direction);

    /// <summary>Takes nothing on trust: the sender may be anything that speaks HTTP.</summary>
    public bool TryRead([NotNullWhen(true)] out PublishedPort? port, [NotNullWhen(false)] out string? error)
    {
        int last = HostPortEnd ?? HostPort;
        IPAddress? address = null;
        error = this switch
        {
            { Protocol: not (PortProtocol.Tcp or PortProtocol.Udp) } => "The protocol is neither tcp nor udp.",
            { Direction: not (ForwardDirection.In or ForwardDirection.Out) } => "The direction is neither in nor out.",
            { ContainerPort: < 1 or > ushort.MaxValue } => $"The container port {ContainerPort} is not from 1 to 65535.",
            { HostPort: < 0 or > ushort.MaxValue } => $"The host port {HostPort} is not from 0 to 65535.",
            _ when last < HostPort || last > ushort.MaxValue || (HostPort == 0 && last != 0) =>
                $"The host ports from {HostPort} to {last} are no range of ports.",
            _ when HostAddress is not null && !IPAddress.TryParse(HostAddress, out address) =>
                "The host address is not an IP address.",
            { HostPath: null, Direction: ForwardDirection.Out } => "Only a unix socket can be led out to: name it as hostPath.",
            { HostPath: not null, Protocol: PortProtocol.Udp } => "A unix stream socket carries no datagrams: ask for tcp.",
            { HostPath: not null } when HostAddress is not null || HostPort != 0 || last != 0 =>
                "The host's end is either a unix socket or an address and a port, and not both.",
            { HostPath: { } path } => SocketPath.Check(path),
            _ => null,
        };
        port = error is null
            ? new PublishedPort(Protocol, address, new PortRange((ushort)HostPort, (ushort)last), (ushort)ContainerPort)
            {
                HostPath = HostPath,
                Direction = Direction,
            }
            : null;
        return error is null;
    }
}
