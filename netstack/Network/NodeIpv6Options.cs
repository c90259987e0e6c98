using System;
using System.Collections.Immutable;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>Who a node is in IPv6. Its link-local address is made of its link address (RFC 2464 §5).</summary>
public sealed record NodeIpv6Options
{
    /// <summary>The link's network; 64 bits where hosts are to give themselves addresses.</summary>
    public required IpPrefix Prefix { get; init; }

    /// <summary>The node's own address in <see cref="Prefix"/>, by which it stands for the host.</summary>
    public required IpAddress Gateway { get; init; }

    /// <summary>Other addresses of the node on the link, e.g. the name server's.</summary>
    public ImmutableArray<IpAddress> OtherAddresses { get; init; } = [];

    /// <summary>False: the node is a router that nobody is told of, for links whose hosts somebody else configures.</summary>
    public bool Advertises { get; init; } = true;

    /// <summary>What hosts on the link are told.</summary>
    public RouterAdvertisementOptions Advertisements { get; init; } = new();

    /// <exception cref="ArgumentException">The options contradict each other or the link; the message says how.</exception>
    internal void ThrowIfInvalid(int mtu)
    {
        if (mtu < Ipv6Header.MinimumMtu)
        {
            throw new ArgumentException($"IPv6 takes an MTU of at least {Ipv6Header.MinimumMtu} octets, and the link has {mtu}.");
        }

        if (Prefix.Address.IsV4 || Prefix.Address.IsLinkLocalV6 || Prefix.Address.IsMulticast || !Prefix.Contains(Gateway))
        {
            throw new ArgumentException($"{Gateway} in {Prefix} is not an IPv6 address that a router of this network can have.");
        }

        Advertisements.ThrowIfInvalid();
    }
}
