using System.Collections.Immutable;
using NetKit.Interop;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Endpoints;

/// <summary>What one network looks like from a container. The defaults are the habits of the field (QEMU's user network).</summary>
public sealed record NetworkSettings
{
    public IpPrefix Subnet { get; init; } = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24);

    /// <summary>The router, which also stands for the host.</summary>
    public IpAddress Gateway { get; init; } = IpAddress.FromV4(10, 0, 2, 2);

    /// <summary>Where the name server answers; null for none.</summary>
    public IpAddress? Dns { get; init; } = IpAddress.FromV4(10, 0, 2, 3);

    /// <summary>The container's address.</summary>
    public IpAddress Address { get; init; } = IpAddress.FromV4(10, 0, 2, 100);

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
}
