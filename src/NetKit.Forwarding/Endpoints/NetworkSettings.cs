using System.Collections.Immutable;
using NetKit.Interop;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>What one network looks like from a container. The defaults are the habits of the field (QEMU's user network).</summary>
public sealed record NetworkSettings
{
    public const int MostLoops = 16;

    public IpPrefix Subnet { get; init; } = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24);

    /// <summary>The router, which also stands for the host.</summary>
    public IpAddress Gateway { get; init; } = IpAddress.FromV4(10, 0, 2, 2);

    /// <summary>Where the name server answers; null for none.</summary>
    public IpAddress? Dns { get; init; } = IpAddress.FromV4(10, 0, 2, 3);

    /// <summary>The container's address.</summary>
    public IpAddress Address { get; init; } = IpAddress.FromV4(10, 0, 2, 100);

    /// <summary>The link address of the gateway; its link-local address is made of it.</summary>
    public MacAddress GatewayMac { get; init; } = new(0x5A94_EF00_0001);

    /// <summary>The IPv6 network; null: the network has none, and what else is said of IPv6 means nothing.</summary>
    public IpPrefix? PrefixV6 { get; init; }

    /// <summary>The router's address in <see cref="PrefixV6"/>, which also stands for the host; null: the network's <c>::2</c>.</summary>
    public IpAddress? GatewayV6 { get; init; }

    /// <summary>Where the name server answers over IPv6; null for none.</summary>
    public IpAddress? DnsV6 { get; init; }

    /// <summary>The container's address in <see cref="PrefixV6"/>, had by DHCPv6 or set; null: it makes its own.</summary>
    public IpAddress? AddressV6 { get; init; }

    /// <summary>
    /// Router advertisements offer addresses and a default route. False where somebody else configures the containers, as dockerd does: they would take
    /// these beside what they were given.
    /// </summary>
    public bool AdvertisesRouter { get; init; } = true;

    /// <summary>
    /// The container's interface has its addresses from the beginning; false: it asks for them, and may come to have those of one
    /// family only.
    /// </summary>
    public bool IsConfigured { get; init; } = true;

    /// <summary>Many containers are on the network: names and addresses come with each of them, and <see cref="Address"/> and <see cref="Name"/> mean nothing.</summary>
    public bool IsShared { get; init; }

    /// <summary>Nothing leaves the network.</summary>
    public bool IsInternal { get; init; }

    /// <summary>Event loops that share the network's connections: 1 to <see cref="MostLoops"/>.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>The largest IP packet on the link, in octets: 576-65535.</summary>
    public int Mtu { get; init; } = 65520;

    /// <summary>The container reaches the host's loopback at the gateway's address.</summary>
    public bool HostLoopback { get; init; }

    /// <summary>The container's name.</summary>
    public string Name { get; init; } = "container";

    /// <summary>The domain that NetKit's own names are in.</summary>
    public string Domain { get; init; } = "netkit.internal";

    /// <summary>Domains that short names are looked up in.</summary>
    public ImmutableArray<string> Search { get; init; } = [];

    /// <summary>Where names are looked up; empty: the system's resolvers.</summary>
    public ImmutableArray<SocketEndpoint> DnsServers { get; init; } = [];

    /// <summary>
    /// Questions to the servers that NetKit asks itself (port 53) are answered as if they had come to the network's own name server: with local names,
    /// and everything else as that server has it. For containers whose resolver was set by somebody who does not know NetKit, as dockerd's is.
    /// </summary>
    public bool AnswersForServers { get; init; }

    /// <summary>Makes the link bad, for tests; null leaves it as it is.</summary>
    public ImpairmentOptions? Impairment { get; init; }

    /// <summary>Every frame from the first on is written to this file; null for none.</summary>
    public string? CaptureFile { get; init; }

    /// <summary>
    /// The same network with IPv6 beside IPv4, the hosts in it numbered alike: gateway ::2, name server ::3, container ::64.
    /// </summary>
    public NetworkSettings WithIpv6(IpPrefix prefix) => this with
    {
        PrefixV6 = prefix,
        GatewayV6 = prefix.At(2),
        DnsV6 = Dns is null ? null : prefix.At(3),
        AddressV6 = prefix.At(0x64),
    };

    /// <summary>The router's address for containers that speak IPv6; null: the network has none.</summary>
    internal IpAddress? RouterV6 => PrefixV6 is { } prefix ? GatewayV6 ?? prefix.At(2) : null;

    /// <summary>The router's address on the link.</summary>
    internal IpAddress LinkLocalV6 => IpAddress.LinkLocalV6(GatewayMac);

    /// <summary>The address that stands for the host, of the family that is asked for; IPv4's where the network has no IPv6.</summary>
    internal IpAddress GatewayOf(bool isV4) => isV4 ? Gateway : RouterV6 ?? Gateway;

    /// <summary>One of the node's addresses of IPv6.</summary>
    internal bool IsNodeV6(IpAddress address) =>
        PrefixV6 is not null && (address == RouterV6 || address == DnsV6 || address == LinkLocalV6);
}
