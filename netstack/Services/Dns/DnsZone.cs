using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Services.Dns;

/// <summary>
/// The names that NetKit itself gives: host, gateway, endpoints, and the special names of RFC 6761. It does not change once it is
/// built.
/// </summary>
public sealed class DnsZone
{
    private readonly DnsHostTable _hosts;
    private readonly byte[] _domain;
    private readonly ImmutableArray<IpPrefix> _subnets;

    /// <exception cref="ArgumentException">The domain is no domain name.</exception>
    public DnsZone(DnsZoneOptions options, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!DnsNameText.TryEncode(options.Domain, out _domain))
        {
            throw new ArgumentException($"\"{options.Domain}\" is not a domain name.", nameof(options));
        }

        _subnets = options.Subnets;
        _hosts = new DnsHostTable(Names(options), seed);
    }

    private static ImmutableArray<IpAddress> Loopbacks { get; } = [IpAddress.LoopbackV4, IpAddress.LoopbackV6];

    private static ReadOnlySpan<byte> Localhost => "\u0009localhost\0"u8;

    private static ReadOnlySpan<byte> Invalid => "\u0007invalid\0"u8;

    private static ReadOnlySpan<byte> Onion => "\u0005onion\0"u8;

    /// <summary>
    /// Looks for a name. <paramref name="zone"/> is where in it the zone that answers for it begins; the addresses are empty when
    /// it exists without any.
    /// </summary>
    public DnsZoneMatch Find(ReadOnlySpan<byte> name, out ImmutableArray<IpAddress> addresses, out int zone)
    {
        bool ours = DnsName.IsWithin(name, _domain, out zone);
        if (_hosts.TryFindAddresses(name, out addresses))
        {
            return DnsZoneMatch.Found;
        }

        addresses = [];
        if (ours)
        {
            return zone == 0 ? DnsZoneMatch.Apex : DnsZoneMatch.Missing;
        }

        // RFC 6761 §6.3: whatever is below localhost is the asker's own loopback.
        if (DnsName.IsWithin(name, Localhost, out zone))
        {
            addresses = Loopbacks;
            return DnsZoneMatch.Found;
        }

        // RFC 6761 §6.4 and RFC 7686 §2: these do not exist, and must not be asked for.
        return DnsName.IsWithin(name, Invalid, out zone) || DnsName.IsWithin(name, Onion, out zone)
            ? DnsZoneMatch.Missing
            : DnsZoneMatch.Elsewhere;
    }

    /// <summary>Looks for the name of an address.</summary>
    public DnsZoneMatch FindName(IpAddress address, out ReadOnlySpan<byte> name)
    {
        name = default;
        if (TryFindOwnName(address, out byte[]? found))
        {
            name = found;
            return DnsZoneMatch.Found;
        }

        if (address == IpAddress.LoopbackV4 || address == IpAddress.LoopbackV6)
        {
            name = Localhost;
            return DnsZoneMatch.Found;
        }

        return address.IsLoopback || IsInSubnets(address) ? DnsZoneMatch.Missing : DnsZoneMatch.Elsewhere;
    }

    /// <summary>
    /// Looks for a name below in-addr.arpa or ip6.arpa that is not that of one address. A network of ours that has hosts has such a name,
    /// without records (RFC 8020: a name exists when one below it does); all others in our networks are missing.
    /// </summary>
    /// <param name="network">What the name's last labels stand for.</param>
    /// <param name="isWhole">There is nothing in front of those labels.</param>
    public DnsZoneMatch FindNetwork(IpPrefix network, bool isWhole)
    {
        if (!IsOurs(network))
        {
            return DnsZoneMatch.Elsewhere;
        }

        return isWhole && (network.Address.IsLoopback || _hosts.HasNamesIn(network)) ? DnsZoneMatch.Apex : DnsZoneMatch.Missing;
    }

    private bool TryFindOwnName(IpAddress address, [NotNullWhen(true)] out byte[]? name) => _hosts.TryFindName(address, out name);

    private bool IsInSubnets(IpAddress address)
    {
        foreach (IpPrefix subnet in _subnets)
        {
            if (subnet.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 6303 §4.2: the loopback network's names are everybody's own.
    private bool IsOurs(IpPrefix network)
    {
        foreach (IpPrefix subnet in _subnets)
        {
            if (network.Length >= subnet.Length && subnet.Contains(network.Address))
            {
                return true;
            }
        }

        return network.Address.IsLoopback && network.Length >= (network.Address.IsV4 ? 8 : 128);
    }

    private static IEnumerable<DnsHost> Names(DnsZoneOptions options)
    {
        foreach (string name in options.GatewayNames)
        {
            yield return new DnsHost(name, options.Gateways);
        }

        // The long name first: it is the one a reverse lookup gives.
        foreach (DnsHost endpoint in options.Endpoints)
        {
            yield return endpoint with { Name = $"{endpoint.Name}.{options.Domain}" };
            yield return endpoint;
        }
    }
}
