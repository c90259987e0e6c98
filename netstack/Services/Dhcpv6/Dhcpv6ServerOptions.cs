using System;
using System.Collections.Immutable;
using System.Linq;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Services.Dhcpv6;

/// <summary>What a DHCPv6 server gives out. A server checks it once, when it is made.</summary>
public sealed record Dhcpv6ServerOptions
{
    private const string Parameter = "options";

    /// <summary>The network that addresses are from.</summary>
    public required IpPrefix Prefix { get; init; }

    /// <summary>The server's identifier is made of it (RFC 8415 §11.4).</summary>
    public required MacAddress ServerMac { get; init; }

    /// <summary>False: no addresses, only configuration (RFC 8415 §6.1).</summary>
    public bool IsStateful { get; init; } = true;

    /// <summary>Clients get what <see cref="Dhcpv6Server.Reserve"/> keeps for their interface, and nothing else.</summary>
    public bool OnlyReserved { get; init; }

    /// <summary>Option 23.</summary>
    public ImmutableArray<IpAddress> DnsServers { get; init; } = [];

    /// <summary>Option 24.</summary>
    public ImmutableArray<string> SearchList { get; init; } = [];

    /// <summary>Option 56, as addresses (RFC 5908 §4.1).</summary>
    public ImmutableArray<IpAddress> NtpServers { get; init; } = [];

    /// <summary>Addresses in <see cref="Prefix"/> that the network itself uses, beside those above: the gateway's.</summary>
    public ImmutableArray<IpAddress> OwnAddresses { get; init; } = [];

    /// <summary>The first address of the pool; null: <c>::1000</c>, or the first of a prefix longer than 112 bits.</summary>
    public IpAddress? PoolFirst { get; init; }

    /// <summary>The last address of the pool; null: <c>::ffff</c>, or the last of a prefix longer than 112 bits.</summary>
    public IpAddress? PoolLast { get; init; }

    /// <summary>What the first client gets that nothing is known about; it may lie outside the pool.</summary>
    public IpAddress? FirstChoice { get; init; }

    /// <summary>How long an address may be used without another word, as in DHCP for IPv4: an hour.</summary>
    public TimeSpan ValidLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long it is used for new connections. Half of it is T1, four fifths are T2 (RFC 8415 §21.4).</summary>
    public TimeSpan PreferredLifetime { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>Option 32: when a client without a lease is to ask again; at least 600 s (RFC 8415 §21.23).</summary>
    public TimeSpan InformationRefresh { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long an offered address waits for its client.</summary>
    public TimeSpan OfferTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an address is put aside that a client found in use.</summary>
    public TimeSpan DeclineTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// True where no other server is on the link: then a client that comes back after the table was lost keeps its address, as
    /// RFC 8415 §18.3.4 allows.
    /// </summary>
    public bool IsAuthoritative { get; init; } = true;

    /// <summary>Addresses remembered at most, whatever the size of the pool.</summary>
    public int MaximumLeases { get; init; } = 4096;

    /// <exception cref="ArgumentException">The options contradict each other; the message says how.</exception>
    internal void ThrowIfInvalid()
    {
        IpAddress?[] addresses = [Prefix.Address, PoolFirst, PoolLast, FirstChoice, .. DnsServers, .. NtpServers, .. OwnAddresses];
        if (addresses.FirstOrDefault(static address => address is { IsV4: true }) is { } stranger)
        {
            throw new ArgumentException($"DHCPv6 serves IPv6, and {stranger} is not.", Parameter);
        }

        TimeSpan[] times = [PreferredLifetime, OfferTime, DeclineTime, InformationRefresh];
        if (times.Any(static time => time < TimeSpan.FromSeconds(1) || time.TotalSeconds >= uint.MaxValue)
            || PreferredLifetime > ValidLifetime || ValidLifetime.TotalSeconds >= uint.MaxValue)
        {
            throw new ArgumentException(
                "Leases and offers last from a second to 136 years, and are preferred for no longer than valid.", Parameter);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumLeases, 1, Parameter);
    }
}
