using System;
using System.Collections.Immutable;

namespace NetKit.Daemon.State;

/// <summary>A network as it is kept. Addresses are text, so that a file can be read and mended by a person.</summary>
/// <remarks>What may be missing in a file has a setter: the reader that the compiler generates takes initializers for arguments and forgets their defaults.</remarks>
public sealed record NetworkRecord
{
    /// <summary>The id that dockerd gave, or 64 hexadecimal digits of our own.</summary>
    public required string Id { get; init; }

    /// <summary>Unique among networks; dockerd's plugin interface does not tell it, and then it is the id's beginning.</summary>
    public required string Name { get; init; }

    public required Origin Origin { get; init; }

    /// <summary>In CIDR form.</summary>
    public required string Subnet { get; init; }

    public required string Gateway { get; init; }

    /// <summary>The IPv6 subnet in CIDR form; null: the network has none.</summary>
    public string? SubnetV6 { get; set; }

    /// <summary>Set where <see cref="SubnetV6"/> is.</summary>
    public string? GatewayV6 { get; set; }

    public int Mtu { get; set; } = 1500;

    /// <summary>Event loops that share its connections, and queues of each of its interfaces: the same for the network's life.</summary>
    public int Loops { get; set; } = 1;

    /// <summary>Containers reach the host's loopback at the gateway's address.</summary>
    public bool HostAccess { get; set; }

    /// <summary>The host's interface hears what containers say to groups and to all.</summary>
    public bool HostMulticast { get; set; }

    /// <summary>Nothing leads out.</summary>
    public bool Internal { get; set; }

    public string Domain { get; set; } = "netkit.internal";

    /// <summary>Where names are looked up; empty: the system's resolvers.</summary>
    public ImmutableArray<string> DnsServers { get; set; } = [];

    /// <summary>The host's own interface on the network, or null for none.</summary>
    public string? HostInterface { get; set; }

    /// <summary>The pool that the subnet was taken from, when NetKit hands out its addresses.</summary>
    public string? PoolId { get; set; }

    /// <summary>The same for <see cref="SubnetV6"/>.</summary>
    public string? PoolIdV6 { get; set; }

    /// <summary>Addresses that belong to something beside the endpoints (docker's auxiliary addresses).</summary>
    public ImmutableArray<string> Reserved { get; set; } = [];

    public DateTimeOffset CreatedAt { get; set; }
}
