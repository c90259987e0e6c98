using NetKit.Netstack.Wire;

namespace NetKit.Links.Host;

/// <summary>What the host's interface on a network looks like.</summary>
public sealed record HostInterfaceSettings
{
    /// <summary>As asked for; a system that names its interfaces itself may give another.</summary>
    public required string Name { get; init; }

    /// <summary>The link address: that of the network's node.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>The gateway's address.</summary>
    public required IpAddress Address { get; init; }

    /// <summary>What is routed to the interface.</summary>
    public required IpPrefix Subnet { get; init; }

    /// <summary>The gateway's IPv6 address; null: the network has none.</summary>
    public IpAddress? AddressV6 { get; init; }

    /// <summary>What of IPv6 is routed to the interface.</summary>
    public IpPrefix? SubnetV6 { get; init; }

    /// <summary>The largest IP packet, in octets.</summary>
    public int Mtu { get; init; } = 65520;

    /// <summary>Links to it, each with connections of its own, where the system can do that: 1-16.</summary>
    public int Queues { get; init; } = 1;
}
