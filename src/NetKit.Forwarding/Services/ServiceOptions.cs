using System.Collections.Generic;
using NetKit.Forwarding.Dns;
using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Services.Dhcp;
using NetKit.Netstack.Services.Dhcpv6;
using NetKit.Netstack.Services.Dns;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Services;

/// <summary>What a network's settings mean to its services.</summary>
internal static class ServiceOptions
{
    public static DhcpServerOptions Dhcp(NetworkSettings settings) => new()
    {
        Subnet = settings.Subnet,
        ServerAddress = settings.Gateway,
        Router = settings.IsInternal ? null : settings.Gateway,
        DnsServers = settings.Dns is { } dns ? [dns] : [],
        Domain = settings.Domain,
        SearchList = settings.Search,
        NtpServers = [settings.Gateway],
        Mtu = settings.Mtu,
        FirstChoice = settings.IsShared ? null : settings.Address,
    };

    public static Dhcpv6ServerOptions? Dhcpv6(NetworkSettings settings) =>
        settings is not { PrefixV6: { } prefix, RouterV6: { } router } ? null : new Dhcpv6ServerOptions
        {
            Prefix = prefix,
            ServerMac = settings.GatewayMac,
            IsStateful = settings.IsShared || settings.AddressV6 is not null,
            OnlyReserved = settings.IsShared,
            OwnAddresses = [router],
            DnsServers = settings.DnsV6 is { } dns ? [dns] : [],
            SearchList = settings.Search,
            NtpServers = [router],
            FirstChoice = settings.AddressV6,
        };

    public static DnsServiceOptions Dns(NetworkSettings settings) => new()
    {
        Zone = Zone(settings),
        Servers = settings.DnsServers,
        IsLocal = settings.IsInternal,
        OwnAddresses = [settings.Gateway, .. Some(settings.Dns), .. Some(settings.RouterV6), .. Some(settings.DnsV6)],
    };

    public static DnsZoneOptions Zone(NetworkSettings settings) => new()
    {
        Domain = settings.Domain,
        Gateways = [settings.Gateway, .. Some(settings.RouterV6)],
        GatewayNames = ["host.netkit.internal", "host.docker.internal", "gateway.docker.internal"],
        Endpoints = settings.IsShared ? [] : [OwnHost(settings)],
        Subnets = settings.PrefixV6 is { } prefix ? [settings.Subnet, prefix] : [settings.Subnet],
    };

    private static DnsHost OwnHost(NetworkSettings settings) =>
        new(settings.Name, [settings.Address, .. Some(settings.PrefixV6 is null ? null : settings.AddressV6)]);

    private static IEnumerable<IpAddress> Some(IpAddress? address) => address is { } one ? [one] : [];
}
