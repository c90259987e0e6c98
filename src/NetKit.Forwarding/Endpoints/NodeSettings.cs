using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Transport.Tcp;

namespace NetKit.Forwarding.Endpoints;

/// <summary>What a network's settings mean to the node at its end.</summary>
internal static class NodeSettings
{
    // What a server on the host needs for an answer; a container that collects small writes (Nagle) loses as much, once a connection.
    private static readonly TimeSpan FirstAckDelay = TimeSpan.FromMicroseconds(100);

    /// <summary>Where several loops share a network, this is one of as many nodes, which share its memory too.</summary>
    public static NodeOptions Of(NetworkSettings settings, ulong seed)
    {
        NodeOptions alone = Alone(settings, seed);
        return alone with { MemoryBudget = alone.MemoryBudget / settings.Loops };
    }

    private static NodeOptions Alone(NetworkSettings settings, ulong seed) => new()
    {
        Mac = settings.GatewayMac,
        Subnet = settings.Subnet,
        Gateway = settings.Gateway,
        OtherAddresses = settings.Dns is { } dns ? [dns] : [],
        Ipv6 = Ipv6OptionsOf(settings),
        Tcp = new TcpSettings { FirstAckDelay = FirstAckDelay },
        Seed = seed,
    };

    private static NodeIpv6Options? Ipv6OptionsOf(NetworkSettings settings)
    {
        RouterAdvertisementOptions usual = new();
        return settings is not { PrefixV6: { } prefix, RouterV6: { } router } ? null : new NodeIpv6Options
        {
            Prefix = prefix,
            Gateway = router,
            OtherAddresses = settings.DnsV6 is { } dns ? [dns] : [],
            Advertises = settings.AdvertisesRouter,
            Advertisements = usual with
            {
                // A host can make an address of its own in 64 bits only (RFC 4862 §5.5.3).
                Autonomous = prefix.Length == 64,
                ManagedAddresses = settings.IsShared || settings.AddressV6 is not null,
                OtherConfiguration = true,
                RouterLifetime = settings.IsInternal ? TimeSpan.Zero : usual.RouterLifetime,
                DnsServer = settings.DnsV6,
                SearchList = settings.Search,
            },
        };
    }
}
