using System.Collections.Generic;
using System.Linq;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.State;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Networks;

/// <summary>Subnets and addresses that NetKit takes for networks of its own.</summary>
public sealed partial class NetworkManager
{
    private static IEnumerable<string> PoolsOf(NetworkRecord record) => ((string?[])[record.PoolId, record.PoolIdV6]).OfType<string>();

    /// <summary>A subnet with its gateway's address taken; on a refusal nothing is.</summary>
    private Answer<SubnetChoice> TakeSubnet(string? subnetText, string? gatewayText, bool isV6)
    {
        IpPrefix? subnet = null;
        if (subnetText is not null)
        {
            if (!IpPrefix.TryParse(subnetText, out IpPrefix parsed) || parsed.Address.IsV4 == isV6)
            {
                return Refusal.Invalid($"'{subnetText}' is no {(isV6 ? "IPv6 subnet: write e.g. fd00:30::/64" : "subnet: write e.g. 172.30.0.0/16")}.");
            }

            subnet = parsed;
        }

        if (!Addresses.RequestPool(subnet, null, isOwn: true, isV6).TryGet(out AddressPool? pool, out Refusal? refusal))
        {
            return refusal;
        }

        IpAddress? gateway = gatewayText is not null && IpAddress.TryParse(gatewayText, out IpAddress address) ? address : null;
        bool isNonsense = gatewayText is not null && gateway is null;
        Answer<AddressRecord> taken = isNonsense
            ? Refusal.Invalid($"The gateway '{gatewayText}' is no IP address.")
            : Addresses.RequestAddress(pool.Id, gateway, gateway: true);
        if (taken.TryGet(out AddressRecord? given, out refusal))
        {
            return new SubnetChoice(pool.Id, pool.Subnet.ToString(), given.Address);
        }

        ReleasePools(pool.Id);
        return refusal;
    }

    private void ReleasePools(params IEnumerable<string?> pools)
    {
        foreach (string pool in pools.OfType<string>())
        {
            _ = Addresses.ReleasePool(pool);
        }
    }

    /// <summary>An address of a pool; the one that is named, or any.</summary>
    private Answer<AddressRecord> TakeAddress(string pool, string? wanted)
    {
        IpAddress? named = wanted is not null && IpAddress.TryParse(wanted, out IpAddress address) ? address : null;
        return wanted is not null && named is null
            ? Refusal.Invalid($"'{wanted}' is no IP address.")
            : Addresses.RequestAddress(pool, named, gateway: false);
    }

    private void ReleaseV6(NetworkEntry network, string? address)
    {
        if (address is not null && network.Record.PoolIdV6 is { } pool)
        {
            _ = Addresses.ReleaseAddress(pool, Address(address));
        }
    }
}
