using System.Collections.Immutable;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Networks;

/// <summary>A network of many containers.</summary>
public sealed record NetworkOptions
{
    public required string Name { get; init; }

    public required IpPrefix Subnet { get; init; }

    /// <summary>The router, which also stands for the host.</summary>
    public required IpAddress Gateway { get; init; }

    /// <summary>The IPv6 network; null: there is none, and what else is said of IPv6 means nothing.</summary>
    public IpPrefix? SubnetV6 { get; init; }

    /// <summary>The router's address in <see cref="SubnetV6"/>, where names are answered too; null: the subnet's <c>::1</c>.</summary>
    public IpAddress? GatewayV6 { get; init; }

    /// <summary>As <see cref="Endpoints.NetworkSettings.AdvertisesRouter"/> has it.</summary>
    public bool AdvertisesRouter { get; init; } = true;

    /// <summary>Where the name server answers over IPv4; null: at the gateway's address.</summary>
    public IpAddress? Dns { get; init; }

    /// <summary>The largest IP packet on the network, in octets: 576-65535.</summary>
    public int Mtu { get; init; } = 65520;

    /// <summary>Event loops that share the network's connections: 1-16. Each interface of the network has as many queues.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>Containers reach the host's loopback at the gateway's address.</summary>
    public bool HostLoopback { get; init; }

    /// <summary>No way out and none in: containers reach each other and nobody else.</summary>
    public bool Internal { get; init; }

    /// <summary>The domain that the containers' names are in.</summary>
    public string Domain { get; init; } = "netkit.internal";

    /// <summary>Domains that short names are looked up in.</summary>
    public ImmutableArray<string> Search { get; init; } = [];

    /// <summary>Where other names are looked up; empty: the system's resolvers.</summary>
    public ImmutableArray<SocketEndpoint> DnsServers { get; init; } = [];

    /// <summary>
    /// The host's interface hears what containers say to groups and to all, e.g. mDNS and SSDP; they hear each other in any case.
    /// </summary>
    public bool HostMulticast { get; init; }

    /// <summary>As <see cref="Endpoints.NetworkSettings.AnswersForServers"/> has it.</summary>
    public bool AnswersForServers { get; init; }

    /// <summary>The host's own interface on the network, e.g. netkit0; null: none.</summary>
    public string? HostInterface { get; init; }
}
