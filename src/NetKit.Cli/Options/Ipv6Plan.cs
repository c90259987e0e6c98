using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Wire;

namespace NetKit.Cli.Options;

/// <summary>The IPv6 half of a <see cref="NetworkPlan"/>.</summary>
internal static class Ipv6Plan
{
    private const int ShortestPrefix = 16;
    private const int LongestPrefix = 120;      // room for the container's ::64
    private const int SmallestMtu = 1280;       // RFC 8200 §5: what every link must carry

    /// <summary>The settings with the IPv6 that was asked for; as they are when none was.</summary>
    /// <exception cref="UsageException">The choices contradict each other or cannot be read; the sentence names the option.</exception>
    public static NetworkSettings Apply(
        NetworkSettings settings, string? prefixText, FamilyChoice gateway, FamilyChoice dns, FamilyChoice address)
    {
        if (prefixText is null)
        {
            CheckUnasked(gateway);
            CheckUnasked(dns);
            CheckUnasked(address);
            return settings;
        }

        IpPrefix prefix = ReadPrefix(prefixText);
        NetworkSettings usual = settings.WithIpv6(prefix);
        NetworkSettings chosen = usual with
        {
            GatewayV6 = Choose(gateway, prefix, usual.GatewayV6),
            DnsV6 = settings.Dns is null ? null : Choose(dns, prefix, usual.DnsV6),
            AddressV6 = Choose(address, prefix, usual.AddressV6),
        };
        if (settings.Mtu < SmallestMtu)
        {
            throw new UsageException(
                $"--mtu {settings.Mtu} is too small for IPv6, which takes at least {SmallestMtu}: choose more, or leave out -6.");
        }

        NetworkPlan.CheckDistinct(chosen.GatewayV6.GetValueOrDefault(), chosen.DnsV6, chosen.AddressV6.GetValueOrDefault());
        return chosen;
    }

    private static void CheckUnasked(FamilyChoice choice)
    {
        if (choice.V6 is { } address)
        {
            throw new UsageException($"{choice.Option} {address} is an IPv6 address: add --ipv6 PREFIX with the network that it is in.");
        }
    }

    private static IpPrefix ReadPrefix(string text)
    {
        if (!IpPrefix.TryParse(text, out IpPrefix prefix) || prefix.Address.IsV4)
        {
            throw new UsageException($"--ipv6 {text} is not an IPv6 network: write e.g. {OptionalValue.DefaultPrefix}.");
        }

        if (prefix.Length is < ShortestPrefix or > LongestPrefix)
        {
            throw new UsageException(
                $"--ipv6 {text} must be from /{ShortestPrefix} to /{LongestPrefix}: gateway, DNS and container need an address each.");
        }

        // What begins with 64 zero bits is loopback, unspecified, or an IPv4 address in disguise (RFC 4291 §2.5).
        return prefix.Address.IsMulticast || prefix.Address.IsLinkLocalV6 || prefix.Address.High == 0
            ? throw new UsageException(
                $"--ipv6 {text} cannot be used for a network: take a unique local one (RFC 4193), e.g. {OptionalValue.DefaultPrefix}.")
            : prefix;
    }

    private static IpAddress? Choose(FamilyChoice choice, IpPrefix prefix, IpAddress? usual)
    {
        if (choice.V6 is not { } address)
        {
            return usual;
        }

        if (!prefix.Contains(address))
        {
            throw new UsageException(
                $"{choice.Option} {address} is not in the network {prefix}: choose an address of it, or another --ipv6.");
        }

        // RFC 4291 §2.6.1: it means any router of the network.
        return address == prefix.Address
            ? throw new UsageException($"{choice.Option} {address} is the network's own address: choose another.")
            : address;
    }
}
