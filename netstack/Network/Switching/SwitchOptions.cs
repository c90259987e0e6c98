using System;
using System.Collections.Immutable;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network.Switching;

/// <summary>One network's switch.</summary>
public sealed record SwitchOptions
{
    /// <summary>The link address of the node, and of the host's port.</summary>
    public required MacAddress NodeMac { get; init; }

    /// <summary>The node's address, which it shares with the host's port.</summary>
    public required IpAddress Gateway { get; init; }

    /// <summary>The same of IPv6; null: the network has none.</summary>
    public IpAddress? GatewayV6 { get; init; }

    /// <summary>Another address of the node alone, e.g. the name server's; null for none.</summary>
    public IpAddress? Service { get; init; }

    /// <summary>The same of IPv6.</summary>
    public IpAddress? ServiceV6 { get; init; }

    /// <summary>The networks that endpoints may take addresses of; see <see cref="SwitchPortOptions.Claims"/>.</summary>
    public ImmutableArray<IpPrefix> Networks { get; init; } = [];

    /// <summary>Frames to everybody that a port may send in a second, in the long run.</summary>
    public int GroupRate { get; init; } = 200;

    /// <summary>The same at once.</summary>
    public int GroupBurst { get; init; } = 400;

    /// <summary>Link addresses that are learned at most; ports with known ones need none.</summary>
    public int LearnedCapacity { get; init; } = 4096;

    /// <summary>How long a learned address is believed after it was last heard (IEEE 802.1D-2004 §7.9.2).</summary>
    public TimeSpan LearnedLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Hard to guess: stations choose the addresses that are learned.</summary>
    public required ulong Seed { get; init; }
}
