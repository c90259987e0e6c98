using System.Collections.Immutable;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Networks;

/// <summary>A container's place on a network.</summary>
public sealed record EndpointOptions
{
    /// <summary>One of its kind on the network.</summary>
    public required string Id { get; init; }

    /// <summary>What the others call it. One that is no domain name is known by its aliases only.</summary>
    public required string Name { get; init; }

    /// <summary>Other names; several containers may have the same.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>The IPv4 address that it may send from.</summary>
    public required IpAddress Address { get; init; }

    /// <summary>
    /// Its IPv6 address, where the network has IPv6; null: the one that is made of its link address. It may also send from that one, and from
    /// link-local ones.
    /// </summary>
    public IpAddress? AddressV6 { get; init; }

    /// <summary>How many more addresses of the network it may take by sending from them, if nobody has them; 0: none.</summary>
    public int Claims { get; init; }

    /// <summary>The only link address that it may send from.</summary>
    public required MacAddress Mac { get; init; }
}
