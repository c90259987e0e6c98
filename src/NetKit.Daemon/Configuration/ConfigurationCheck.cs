using System.Collections.Generic;
using System.Globalization;
using System.Net;
using NetKit.Daemon.Networks;
using NetKit.Daemon.State;
using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Configuration;

/// <summary>Which values make sense.</summary>
internal static class ConfigurationCheck
{
    private const int SmallestMtu = 576;
    private const int LargestMtu = 65535;

    /// <summary>What a key takes, for the sentence about a value of the wrong kind; null: the key is not known.</summary>
    public static string? Expectation(string key) => key[(key.LastIndexOf('.') + 1)..] switch
    {
        "stateDir" or "socket" or "pluginSocket" or "engineSocket" => "a path was expected",
        "logLevel" => "debug, information, warning or error was expected",
        "networks" => "a list of networks was expected",
        "docker" => "an object was expected",
        "name" => "a name of letters, digits, '-', '_' and '.' was expected",
        "subnet" => "an IPv4 subnet such as 172.30.0.0/16 was expected",
        "gateway" => "an address of the subnet was expected",
        "subnetV6" => "an IPv6 subnet such as fd00:30::/64 was expected",
        "gatewayV6" => "an address of the IPv6 subnet was expected",
        "mtu" => "a number from 576 to 65535 was expected",
        "loops" => $"a number from 1 to {NetworkSettings.MostLoops} was expected",
        "hostAccess" or "hostMulticast" or "internal" or "hostInterfaces" or "ipv6" => "true or false was expected",
        "domain" => "a domain such as netkit.internal was expected",
        "dnsServers" => "a list of addresses such as 192.0.2.53 or 192.0.2.53:5353 was expected",
        "hostInterface" => "a name of at most 15 characters, or none, was expected",
        "publishAddress" => "an IP address was expected",
        _ => null,
    };

    /// <summary>The first value that makes no sense.</summary>
    public static ConfigurationFault? Find(DaemonConfiguration configuration)
    {
        if (configuration.LogLevel is not ("debug" or "information" or "warning" or "error"))
        {
            return Fault("logLevel");
        }

        if (!IPAddress.TryParse(configuration.Docker.PublishAddress, out _))
        {
            return Fault("docker.publishAddress");
        }

        HashSet<string> names = [];
        for (int i = 0; i < configuration.Networks.Length; i++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"networks[{i}].");
            NetworkConfiguration? network = configuration.Networks[i];
            if (network is null)
            {
                return new ConfigurationFault(prefix.TrimEnd('.'), "a network with a name was expected");
            }

            if (Find(network) is { } key)
            {
                return Fault(prefix + key);
            }

            if (!names.Add(network.Name))
            {
                return new ConfigurationFault(prefix + "name", $"a name was expected that no other network has, and {network.Name} is there twice");
            }
        }

        return null;
    }

    private static string? Find(NetworkConfiguration network)
    {
        if (!StateNames.IsValid(network.Name))
        {
            return "name";
        }

        bool hasSubnet = IpPrefix.TryParse(network.Subnet, out IpPrefix subnet) && subnet.Address.IsV4;
        if (network.Subnet is not null && !hasSubnet)
        {
            return "subnet";
        }

        bool isInside = IpAddress.TryParse(network.Gateway, out IpAddress gateway) && hasSubnet && subnet.Contains(gateway);
        if (network.Gateway is not null && !isInside)
        {
            return "gateway";
        }

        bool hasSubnetV6 = IpPrefix.TryParse(network.SubnetV6, out IpPrefix subnetV6) && NetworkIpv6.IsUsable(subnetV6);
        if (network.SubnetV6 is not null && !hasSubnetV6)
        {
            return "subnetV6";
        }

        bool isInsideV6 = IpAddress.TryParse(network.GatewayV6, out IpAddress gatewayV6) && hasSubnetV6 && subnetV6.Contains(gatewayV6);
        if (network.GatewayV6 is not null && !isInsideV6)
        {
            return "gatewayV6";
        }

        if (network.Mtu is < SmallestMtu or > LargestMtu)
        {
            return "mtu";
        }

        if (network.Loops is < 1 or > NetworkSettings.MostLoops)
        {
            return "loops";
        }

        foreach (string server in network.DnsServers)
        {
            if (!IPEndPoint.TryParse(server, out _))
            {
                return "dnsServers";
            }
        }

        return network.HostInterface is { Length: 0 or > 15 } ? "hostInterface" : null;
    }

    private static ConfigurationFault Fault(string key) => new(key, Expectation(key) ?? "another value was expected");
}
