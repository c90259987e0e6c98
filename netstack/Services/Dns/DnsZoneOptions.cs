using System.Collections.Immutable;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dns;

/// <summary>What the local zone is made of.</summary>
public sealed record DnsZoneOptions
{
    /// <summary>The zone that is ours alone: a name below it that we do not know does not exist.</summary>
    public string Domain { get; init; } = "netkit.internal";

    /// <summary>Names of the host. Reverse lookups of its addresses give the first.</summary>
    public ImmutableArray<string> GatewayNames { get; init; } =
        ["host.netkit.internal", "host.docker.internal", "gateway.docker.internal"];

    /// <summary>The gateway's addresses: one, or one of each family.</summary>
    public ImmutableArray<IpAddress> Gateways { get; init; } = [];

    /// <summary>Endpoints by their single-label names.</summary>
    public ImmutableArray<DnsHost> Endpoints { get; init; } = [];

    /// <summary>Reverse lookups of addresses in these networks are never sent upstream.</summary>
    public ImmutableArray<IpPrefix> Subnets { get; init; } = [];
}
