using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using NetKit.Daemon.Addresses;
using NetKit.Daemon.Networks;
using NetKit.Daemon.Plugin.Messages;
using NetKit.Daemon.State;
using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Wire;

namespace NetKit.Daemon.Plugin;

/// <summary>
/// Reads what <c>docker network create</c> was given: subnets, and the options of <c>-o</c>. Options that NetKit does not know are other drivers'
/// and mean nothing, as with docker's own drivers.
/// </summary>
internal static class NetworkDriverOptions
{
    private const string Generic = "com.docker.network.generic";
    private const string EnableV4 = "com.docker.network.enable_ipv4";
    private const string EnableV6 = "com.docker.network.enable_ipv6";
    /// <summary>In the place of an IPv6 subnet: one that is free.</summary>
    public const string AnyPrefix = "auto";

    private const string InternalLabel = "com.docker.network.internal";

    public static Answer<NetworkRecord> Read(CreateNetworkCall call, PluginSettings settings, DateTimeOffset now)
    {
        Dictionary<string, JsonElement> options = call.Options ?? [];
        if (options.TryGetValue(EnableV4, out JsonElement v4) && v4.ValueKind == JsonValueKind.False)
        {
            return Refusal.Invalid("NetKit's networks for docker need IPv4: leave --ipv4=false out.");
        }

        if (call.IPv4Data is not { Count: 1 } || !IpPrefix.TryParse(call.IPv4Data[0].Pool, out IpPrefix subnet))
        {
            return Refusal.Invalid("A NetKit network has exactly one IPv4 subnet: name one with --subnet.");
        }

        if (call.IPv6Data is { Count: > 1 })
        {
            return Refusal.Invalid("A NetKit network has at most one IPv6 subnet: name one with --subnet.");
        }

        IpamData data = call.IPv4Data[0];
        IpamData? dataV6 = call.IPv6Data is [{ } first] ? first : null;
        if (dataV6 is not null && !IpPrefix.TryParse(dataV6.Pool, out _))
        {
            return Refusal.Invalid($"'{dataV6.Pool}' is no IPv6 subnet.");
        }

        string gateway = GatewayOf(data);
        NetworkRecord record = new()
        {
            Id = call.NetworkID,
            Name = call.NetworkID[..Math.Min(12, call.NetworkID.Length)],
            Origin = Origin.Docker,
            Subnet = subnet.ToString(),
            Gateway = gateway,
            SubnetV6 = dataV6 is null ? IsTrue(options, EnableV6) ? AnyPrefix : null : PrefixOf(dataV6).ToString(),
            GatewayV6 = dataV6 is null ? null : GatewayOf(dataV6),
            Internal = IsTrue(options, InternalLabel),
            HostInterface = settings.HostInterfaces ? NetworkManager.HostInterfaceName(call.NetworkID) : null,
            Reserved = [.. AuxiliaryOf(data), .. AuxiliaryOf(dataV6)],
            CreatedAt = now,
        };
        return options.TryGetValue(Generic, out JsonElement generic) && generic.ValueKind == JsonValueKind.Object
            ? Apply(record, generic)
            : record;
    }

    /// <summary><c>10.77.0.1/24</c> as <c>10.77.0.1</c>.</summary>
    public static string WithoutLength(string address) => address.Split('/')[0];

    private static IpPrefix PrefixOf(IpamData data) => IpPrefix.TryParse(data.Pool, out IpPrefix prefix) ? prefix : default;

    private static string GatewayOf(IpamData data) => string.IsNullOrEmpty(data.Gateway) ? PrefixOf(data).At(1).ToString() : Normal(data.Gateway);

    private static IEnumerable<string> AuxiliaryOf(IpamData? data) => (data?.AuxAddresses?.Values ?? Enumerable.Empty<string>()).Select(Normal);

    /// <summary>As NetKit writes addresses; what is none is found out later.</summary>
    private static string Normal(string address) =>
        IpAddress.TryParse(WithoutLength(address), out IpAddress parsed) ? parsed.ToString() : WithoutLength(address);

    private static Answer<NetworkRecord> Apply(NetworkRecord record, JsonElement generic)
    {
        foreach (JsonProperty option in generic.EnumerateObject())
        {
            string text = option.Value.ValueKind == JsonValueKind.String ? option.Value.GetString()! : option.Value.ToString();
            if (!Apply(record, option.Name, text).TryGet(out NetworkRecord? next, out Refusal? refusal))
            {
                return refusal;
            }

            record = next;
        }

        return record;
    }

    private static Answer<NetworkRecord> Apply(NetworkRecord record, string name, string text)
    {
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        bool isSwitch = bool.TryParse(text, out bool on);
        return name switch
        {
            "mtu" or "com.docker.network.driver.mtu" when isNumber => record with { Mtu = number },
            "mtu" or "com.docker.network.driver.mtu" => Wrong(name, text, "a number of octets"),
            "loops" when isNumber => record with { Loops = number },
            "loops" => Wrong(name, text, $"a number from 1 to {NetworkSettings.MostLoops}"),
            "host-access" when isSwitch => record with { HostAccess = on },
            "host-access" => Wrong(name, text, "true or false"),
            "host-multicast" when isSwitch => record with { HostMulticast = on },
            "host-multicast" => Wrong(name, text, "true or false"),
            "internal" when isSwitch => record with { Internal = record.Internal || on },
            "internal" => Wrong(name, text, "true or false"),
            "gateway-mode" when text is "nat" => record,
            "gateway-mode" when text is "isolated" => record with { Internal = true },
            "gateway-mode" => Wrong(name, text, "nat or isolated"),
            "host-interface" => record with { HostInterface = text is "none" or "off" or "false" ? null : text },
            "domain" => record with { Domain = text },
            "dns-server" => record with { DnsServers = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] },
            "ipv6" => ApplyIpv6(record, text, isSwitch ? on : null),
            _ => record,
        };
    }

    /// <summary>IPv6 that dockerd knows nothing of: its addresses are made of link addresses, which takes 64 bits.</summary>
    private static Answer<NetworkRecord> ApplyIpv6(NetworkRecord record, string text, bool? isOn)
    {
        if (record.SubnetV6 is not (null or AnyPrefix))
        {
            return isOn == true
                ? record
                : Refusal.Invalid($"The option ipv6={text} makes no sense beside --ipv6 and its --subnet: leave it out.");
        }

        if (isOn is { } on)
        {
            return on ? record with { SubnetV6 = AnyPrefix } : record with { SubnetV6 = null };
        }

        return IpPrefix.TryParse(text, out IpPrefix prefix) && !prefix.Address.IsV4 && prefix.Length == UniqueLocal.Length
            ? record with { SubnetV6 = prefix.ToString(), GatewayV6 = prefix.At(1).ToString() }
            : Wrong("ipv6", text, $"true, false or an IPv6 subnet of {UniqueLocal.Length} bits");
    }

    private static Refusal Wrong(string name, string text, string expected) =>
        Refusal.Invalid($"The option {name}={text} makes no sense: it takes {expected}.");

    private static bool IsTrue(Dictionary<string, JsonElement> options, string name) =>
        options.TryGetValue(name, out JsonElement value)
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() == "true"));
}
