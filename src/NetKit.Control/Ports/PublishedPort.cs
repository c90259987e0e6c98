using System.Globalization;
using System.Net;

namespace NetKit.Control.Ports;

/// <summary>One port to publish: the container's, and where on the host.</summary>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="HostAddress">The address to listen on; null: 127.0.0.1.</param>
/// <param name="HostPorts">The first free one of these is taken; <see cref="PortRange.Any"/>: the system chooses.</param>
/// <param name="ContainerPort">1-65535.</param>
public sealed record PublishedPort(PortProtocol Protocol, IPAddress? HostAddress, PortRange HostPorts, ushort ContainerPort)
{
    /// <summary>The absolute path of a unix socket of the host, in place of an address and a port; null: there is none. TCP only.</summary>
    public string? HostPath { get; init; }

    /// <summary>With <see cref="ForwardDirection.Out"/> the port is not the container's but its gateway's, and leads to <see cref="HostPath"/>.</summary>
    public ForwardDirection Direction { get; init; }

    /// <summary>Published ports are not for the neighbours unless somebody says so.</summary>
    public IPAddress EffectiveHostAddress => HostAddress ?? IPAddress.Loopback;

    /// <summary>In the grammar of <see cref="PortSpec"/>.</summary>
    public override string ToString()
    {
        if (HostPath is { } path)
        {
            return Direction == ForwardDirection.Out
                ? string.Create(CultureInfo.InvariantCulture, $"{ContainerPort}:unix:{path}")
                : string.Create(CultureInfo.InvariantCulture, $"unix:{path}:{ContainerPort}");
        }

        string address = HostAddress is { } given ? given.GetAddressBytes().Length == 16 ? $"[{given}]:" : $"{given}:" : string.Empty;
        string protocol = Protocol == PortProtocol.Udp ? "/udp" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{address}{HostPorts}:{ContainerPort}{protocol}");
    }
}
