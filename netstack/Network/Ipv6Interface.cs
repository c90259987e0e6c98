using System;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;

namespace NetKit.Netstack.Network;

/// <summary>What a node knows and keeps for IPv6, if it speaks it.</summary>
internal sealed class Ipv6Interface
{
    private readonly KeyedHash _hash;
    private uint _identification;

    /// <exception cref="ArgumentException">The options contradict each other or the link; the message says how.</exception>
    public Ipv6Interface(NodeIpv6Options options, MacAddress mac, int mtu, ulong seed)
    {
        options.ThrowIfInvalid(mtu);
        _hash = new KeyedHash(~seed, seed);
        Prefix = options.Prefix;
        Gateway = options.Gateway;
        LinkLocal = IpAddress.LinkLocalV6(mac);
        Ours = new AddressSet([options.Gateway, LinkLocal, .. options.OtherAddresses]);
        Advertiser = options.Advertises ? new RouterAdvertiser(options.Advertisements, seed) : null;
        Advertisement = AdvertisementOf(options, mac, mtu);
        if (Ipv6Header.Length + Advertisement.Length > Ipv6Header.MinimumMtu)
        {
            throw new ArgumentException(
                $"The search list makes a router advertisement of {Advertisement.Length} octets, and 1240 have room.");
        }
    }

    public IpPrefix Prefix { get; }

    public IpAddress Gateway { get; }

    public IpAddress LinkLocal { get; }

    public AddressSet Ours { get; }

    public Ipv6Reassembler Reassembler { get; } = new(ReassemblyLimits.Ipv6);

    /// <summary>Null: hosts are told nothing.</summary>
    public RouterAdvertiser? Advertiser { get; }

    public RouterAdvertisement Advertisement { get; }

    /// <summary>When fragments expire or an advertisement is due.</summary>
    public Instant Deadline => Instant.Min(Reassembler.Deadline, Advertiser?.Deadline ?? Instant.Never);

    /// <summary>An address that a host on this link can have.</summary>
    public bool IsOnLink(IpAddress address) => Prefix.Contains(address) || address.IsLinkLocalV6;

    /// <summary>The node's address of the same scope as the other end's (RFC 6724 §5, rule 2).</summary>
    public IpAddress SourceFor(IpAddress other) => other.IsLinkLocalV6 ? LinkLocal : Gateway;

    /// <summary>Counts for each pair of addresses from a place of its own, so that one cannot guess another's (RFC 7739 §5.3).</summary>
    public uint NextIdentification(IpAddress source, IpAddress destination) =>
        (uint)_hash.Of(source.High, source.Low, destination.High, destination.Low, 0) + _identification++;

    private static RouterAdvertisement AdvertisementOf(NodeIpv6Options options, MacAddress mac, int mtu)
    {
        RouterAdvertisementOptions said = options.Advertisements;
        uint dnsLifetime = Seconds(said.DnsLifetime);
        if (!NdpSearchList.TryEncode(said.SearchList, dnsLifetime, out byte[] search))
        {
            throw new ArgumentException($"\"{string.Join(' ', said.SearchList)}\" is not a list of domain names.");
        }

        return new RouterAdvertisement
        {
            HopLimit = said.HopLimit,
            ManagedAddresses = said.ManagedAddresses,
            OtherConfiguration = said.OtherConfiguration,
            RouterLifetime = (ushort)Seconds(said.RouterLifetime),
            Options = new NdpOptions
            {
                SourceLinkAddress = mac,
                Mtu = (uint)mtu,
                Prefix = new NdpPrefix(
                    options.Prefix, OnLink: true, said.Autonomous, Seconds(said.ValidLifetime), Seconds(said.PreferredLifetime)),
                DnsServer = said.DnsServer is { } server ? new NdpDnsServer(server, dnsLifetime) : null,
            },
            MoreOptions = search,
        };
    }

    private static uint Seconds(TimeSpan time) => (uint)(time.Ticks / TimeSpan.TicksPerSecond);
}
