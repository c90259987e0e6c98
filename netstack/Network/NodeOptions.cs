using System.Collections.Immutable;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>Who a node is.</summary>
public sealed record NodeOptions
{
    /// <summary>Locally administered, so that it is nobody's else. Each link has a node of its own, so all nodes can have it.</summary>
    public static MacAddress UsualMac => new(0x5A94_EF00_0001);

    /// <summary>The node's own link address.</summary>
    public MacAddress Mac { get; init; } = UsualMac;

    /// <summary>The link's network.</summary>
    public required IpPrefix Subnet { get; init; }

    /// <summary>The address by which the node is the link's router.</summary>
    public required IpAddress Gateway { get; init; }

    /// <summary>Other addresses of the node on the link, e.g. the name server's.</summary>
    public ImmutableArray<IpAddress> OtherAddresses { get; init; } = [];

    /// <summary>Null: the node speaks IPv4 only.</summary>
    public NodeIpv6Options? Ipv6 { get; init; }

    /// <summary>Octets that all queues together may promise to hold.</summary>
    public long MemoryBudget { get; init; } = 1L << 30;

    /// <summary>What is not set by the link's capabilities.</summary>
    public TcpSettings Tcp { get; init; } = new();

    /// <summary>Hard to guess: initial sequence numbers and hashes come from it.</summary>
    public required ulong Seed { get; init; }
}
