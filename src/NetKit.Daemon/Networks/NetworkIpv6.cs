using NetKit.Daemon.Addresses;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Networks;

/// <summary>The IPv6 half of a <see cref="NetworkRecord"/>.</summary>
internal readonly record struct NetworkIpv6(IpPrefix Subnet, IpAddress Gateway)
{
    private const int ShortestPrefix = 16;
    private const int LongestPrefix = 126;
    private const int SmallestMtu = 1280;       // RFC 8200 §5: what every link must carry

    /// <summary>Null where the network has none. For a record that was checked.</summary>
    public static NetworkIpv6? Of(NetworkRecord record) =>
        IpPrefix.TryParse(record.SubnetV6, out IpPrefix subnet) && IpAddress.TryParse(record.GatewayV6, out IpAddress gateway)
            ? new NetworkIpv6(subnet, gateway)
            : null;

    /// <summary>Null, or what is wrong.</summary>
    public static Refusal? Check(NetworkRecord record)
    {
        if (record.SubnetV6 is not { } text)
        {
            return record.GatewayV6 is null ? null : Refusal.Invalid($"The gateway '{record.GatewayV6}' needs an IPv6 subnet: name one, or ask for IPv6.");
        }

        if (!IpPrefix.TryParse(text, out IpPrefix subnet) || !IsUsable(subnet))
        {
            return Refusal.Invalid($"'{text}' is no IPv6 subnet from /{ShortestPrefix} to /{LongestPrefix}: write e.g. fd00:30::/64.");
        }

        if (!IpAddress.TryParse(record.GatewayV6, out IpAddress gateway) || !subnet.Contains(gateway) || gateway == subnet.Address)
        {
            return Refusal.Invalid($"The gateway '{record.GatewayV6}' is no address of {subnet}.");
        }

        return record.Mtu < SmallestMtu
            ? Refusal.Invalid($"An MTU of {record.Mtu} is too small for IPv6, which takes at least {SmallestMtu} octets.")
            : null;
    }

    /// <summary>The address that is made of a link address (RFC 4862 §5.5.3); null: the subnet is too small, or too large, for that.</summary>
    public string? AddressOf(MacAddress mac) =>
        Subnet.Length == UniqueLocal.Length ? IpAddress.InterfaceV6(Subnet.Address.High, mac).ToString() : null;

    /// <summary>What begins with 64 zero bits is loopback, unspecified, or an IPv4 address in disguise (RFC 4291 §2.5).</summary>
    public static bool IsUsable(IpPrefix subnet) =>
        !subnet.Address.IsV4 && subnet.Length is >= ShortestPrefix and <= LongestPrefix
        && !subnet.Address.IsMulticast && !subnet.Address.IsLinkLocalV6 && subnet.Address.High != 0;

    /// <summary>Null, or why an endpoint cannot have the IPv6 address that it is to have.</summary>
    public static Refusal? Check(NetworkRecord network, EndpointRecord endpoint)
    {
        if (Of(network) is not { } v6)
        {
            return endpoint.AddressV6 is null ? null : Refusal.Invalid($"The network {network.Name} has no IPv6: leave {endpoint.AddressV6} out.");
        }

        bool isInside = IpAddress.TryParse(endpoint.AddressV6, out IpAddress address) && v6.Subnet.Contains(address)
            && address != v6.Subnet.Address && address != v6.Gateway;
        return isInside ? null : Refusal.Invalid($"'{endpoint.AddressV6 ?? "none"}' is no address for an endpoint of {v6.Subnet}.");
    }
}
