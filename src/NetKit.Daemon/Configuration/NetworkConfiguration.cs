using System.Collections.Immutable;
using System.Linq;
using NetKit.Control.Messages;

namespace NetKit.Daemon.Configuration;

/// <summary>A network of the configuration file.</summary>
public sealed record NetworkConfiguration
{
    public required string Name { get; init; }

    /// <summary>In CIDR form; null: the next free one, and the same one at every start.</summary>
    public string? Subnet { get; set; }

    /// <summary>Null: the subnet's first address.</summary>
    public string? Gateway { get; set; }

    /// <summary>The network has IPv6 beside IPv4; naming a subnet says so too.</summary>
    public bool Ipv6 { get; set; }

    /// <summary>In CIDR form; null: a free unique local one (RFC 4193), and the same one at every start.</summary>
    public string? SubnetV6 { get; set; }

    /// <summary>Null: the subnet's first address.</summary>
    public string? GatewayV6 { get; set; }

    public int Mtu { get; set; } = 1500;

    /// <summary>Event loops that share the network's connections.</summary>
    public int Loops { get; set; } = 1;

    /// <summary>Endpoints reach the host's loopback at the gateway's address.</summary>
    public bool HostAccess { get; set; }

    /// <summary>The host's interface hears what endpoints say to groups and to all.</summary>
    public bool HostMulticast { get; set; }

    /// <summary>Nothing leads out.</summary>
    public bool Internal { get; set; }

    public string? Domain { get; set; }

    /// <summary>ADDRESS or ADDRESS:PORT; empty: the system's resolvers.</summary>
    public ImmutableArray<string> DnsServers { get; set; } = [];

    /// <summary>The name of the host's own interface, or "none"; null: one is named after the network.</summary>
    public string? HostInterface { get; set; }

    public NetworkRequest ToRequest() =>
        new(Name, Subnet, Gateway, Mtu, HostAccess, Internal, Domain, [.. DnsServers], HostInterface, HostMulticast, Ipv6, SubnetV6, GatewayV6, Loops);

    /// <summary>Lists are compared by what is in them.</summary>
    public bool Equals(NetworkConfiguration? other) => other is not null
        && (Name, Subnet, Gateway, Mtu, Loops, Domain, HostInterface)
            == (other.Name, other.Subnet, other.Gateway, other.Mtu, other.Loops, other.Domain, other.HostInterface)
        && (HostAccess, HostMulticast, Internal) == (other.HostAccess, other.HostMulticast, other.Internal)
        && (Ipv6, SubnetV6, GatewayV6) == (other.Ipv6, other.SubnetV6, other.GatewayV6)
        && DnsServers.SequenceEqual(other.DnsServers);

    public override int GetHashCode() => System.HashCode.Combine(Name, Subnet, Gateway, Mtu);
}
