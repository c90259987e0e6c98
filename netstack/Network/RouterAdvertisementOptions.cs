using System;
using System.Collections.Immutable;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Network;

/// <summary>
/// What a node says about its link to the hosts on it (RFC 4861 §6.2.1, where the defaults are from). The prefix is the node's, the MTU
/// the link's.
/// </summary>
public sealed record RouterAdvertisementOptions
{
    /// <summary>M: addresses are to be had by DHCPv6.</summary>
    public bool ManagedAddresses { get; init; }

    /// <summary>O: other configuration is to be had by DHCPv6.</summary>
    public bool OtherConfiguration { get; init; }

    /// <summary>A: hosts may give themselves an address in the prefix (RFC 4862). It works for prefixes of 64 bits only.</summary>
    public bool Autonomous { get; init; } = true;

    /// <summary>Zero: the node is no default router.</summary>
    public TimeSpan RouterLifetime { get; init; } = TimeSpan.FromMinutes(30);

    public TimeSpan ValidLifetime { get; init; } = TimeSpan.FromDays(30);

    public TimeSpan PreferredLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The hop limit that hosts are to send with; 0: no opinion.</summary>
    public byte HopLimit { get; init; } = 64;

    /// <summary>RDNSS (RFC 8106 §5.1); null for none.</summary>
    public IpAddress? DnsServer { get; init; }

    /// <summary>DNSSL (RFC 8106 §5.2).</summary>
    public ImmutableArray<string> SearchList { get; init; } = [];

    /// <summary>Of resolver and search list; RFC 8106 §5.1 wants three times <see cref="LongestInterval"/> at least.</summary>
    public TimeSpan DnsLifetime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The shortest time between two unsolicited advertisements: at least 3 s.</summary>
    public TimeSpan ShortestInterval { get; init; } = TimeSpan.FromSeconds(198);

    /// <summary>The longest: 4 s to 30 min (RFC 8319 §4 allows more, for links that sleep).</summary>
    public TimeSpan LongestInterval { get; init; } = TimeSpan.FromSeconds(600);

    /// <exception cref="ArgumentException">Times contradict each other; the message says how.</exception>
    internal void ThrowIfInvalid()
    {
        if (ShortestInterval < TimeSpan.FromSeconds(3) || LongestInterval < ShortestInterval || LongestInterval > TimeSpan.FromMinutes(30))
        {
            throw new ArgumentException(
                $"Advertisements every {ShortestInterval} to {LongestInterval} are not between 3 seconds and 30 minutes apart.");
        }

        if (RouterLifetime < TimeSpan.Zero || RouterLifetime.TotalSeconds > ushort.MaxValue)
        {
            throw new ArgumentException($"A router lifetime of {RouterLifetime} is not between 0 and 65535 seconds.");
        }

        if (PreferredLifetime < TimeSpan.Zero || PreferredLifetime > ValidLifetime || ValidLifetime.TotalSeconds >= uint.MaxValue)
        {
            throw new ArgumentException($"An address cannot be preferred for {PreferredLifetime} and valid for {ValidLifetime}.");
        }
    }
}
