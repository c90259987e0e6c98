using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>What a DHCP server gives out. A server checks it once, when it is made.</summary>
public sealed record DhcpServerOptions
{
    private const int MinimumMtu = 576;
    private const string Parameter = "options";

    /// <summary>The network that addresses are from.</summary>
    public required IpPrefix Subnet { get; init; }

    /// <summary>Option 54: NetKit's own address in the subnet.</summary>
    public required IpAddress ServerAddress { get; init; }

    /// <summary>Options 3 and 121; null for a network that leads nowhere.</summary>
    public IpAddress? Router { get; init; }

    /// <summary>Routes besides the default one, for option 121.</summary>
    public ImmutableArray<DhcpRoute> Routes { get; init; } = [];

    /// <summary>Option 6.</summary>
    public ImmutableArray<IpAddress> DnsServers { get; init; } = [];

    /// <summary>Option 15.</summary>
    public string? Domain { get; init; }

    /// <summary>Option 119.</summary>
    public ImmutableArray<string> SearchList { get; init; } = [];

    /// <summary>Option 42.</summary>
    public ImmutableArray<IpAddress> NtpServers { get; init; } = [];

    /// <summary>Option 26, and a bound on replies: octets of an IP packet on the link, at least 576.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>The first address of the pool; null: the first of the subnet.</summary>
    public IpAddress? PoolFirst { get; init; }

    /// <summary>The last address of the pool; null: the last of the subnet.</summary>
    public IpAddress? PoolLast { get; init; }

    /// <summary>What the first client gets that nothing is known about; it may lie outside the pool.</summary>
    public IpAddress? FirstChoice { get; init; }

    /// <summary>
    /// The longest lease. An hour: what a container that vanished without a word held comes back within that time, and a renewal each half
    /// hour costs nothing.
    /// </summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a BOOTP client keeps its address without asking again. It never learns of a limit, so RFC 1534 §2 wants none; but then
    /// a few thousand invented clients would fill the pool for good.
    /// </summary>
    public TimeSpan BootpLeaseTime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// How long an offered address waits for its client, who may listen to others first and repeat itself (RFC 2131 §4.1).
    /// </summary>
    public TimeSpan OfferTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an address is put aside that a client found in use.</summary>
    public TimeSpan DeclineTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// True where no other server is on the link, as in every network of NetKit: then a client that comes back after the table was lost is
    /// told yes or no at once. False: silence, as RFC 2131 §4.3.2 demands of servers that do not know each other.
    /// </summary>
    public bool IsAuthoritative { get; init; } = true;

    /// <summary>Addresses remembered at most, whatever the size of the pool.</summary>
    public int MaximumLeases { get; init; } = 4096;

    /// <summary>Names that a client cannot take for itself: they mean something in the local DNS zone.</summary>
    public ImmutableArray<string> ForbiddenNames { get; init; } = ["localhost", "host", "gateway"];

    /// <exception cref="ArgumentException">The options contradict each other; the message says how.</exception>
    internal void ThrowIfInvalid()
    {
        IpAddress?[] addresses =
        [
            ServerAddress, Subnet.Address, Router, .. DnsServers, .. NtpServers,
            .. Routes.Select(static route => route.Destination.Address), .. Routes.Select(static route => route.Router),
        ];
        if (addresses.FirstOrDefault(static address => address is { IsV4: false }) is { } stranger)
        {
            throw new ArgumentException($"DHCP serves IPv4, and {stranger} is not.", Parameter);
        }

        if (Mtu is < MinimumMtu or > ushort.MaxValue)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"An MTU of {Mtu} is not between 576 and 65535."), Parameter);
        }

        TimeSpan[] times = [LeaseTime, BootpLeaseTime, OfferTime, DeclineTime];
        if (times.Any(static time => time < TimeSpan.FromSeconds(1) || time.TotalSeconds >= uint.MaxValue))
        {
            throw new ArgumentException("Leases and offers last from a second to 136 years.", Parameter);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumLeases, 1, Parameter);
    }
}
