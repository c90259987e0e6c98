using NetKit.Netstack.Network;

namespace NetKit.Forwarding.Endpoints;

/// <summary>What a network's settings mean to the node at its end.</summary>
internal static class NodeSettings
{
    public static NodeOptions Of(NetworkSettings settings, ulong seed) => new()
    {
        Mac = settings.GatewayMac,
        Subnet = settings.Subnet,
        Gateway = settings.Gateway,
        OtherAddresses = settings.Dns is { } dns ? [dns] : [],
        Ipv6 = Ipv6OptionsOf(settings),
        Seed = seed,
    };

    private static NodeIpv6Options? Ipv6OptionsOf(NetworkSettings settings) =>
        settings is not { PrefixV6: { } prefix, RouterV6: { } router } ? null : new NodeIpv6Options
        {
            Prefix = prefix,
            Gateway = router,
            OtherAddresses = settings.DnsV6 is { } dns ? [dns] : [],
            Advertisements = new RouterAdvertisementOptions
            {
                // A host can make an address of its own in 64 bits only (RFC 4862 §5.5.3).
                Autonomous = prefix.Length == 64,
                ManagedAddresses = settings.AddressV6 is not null,
                OtherConfiguration = true,
                DnsServer = settings.DnsV6,
                SearchList = settings.Search,
            },
        };
}
