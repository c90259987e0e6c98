using System;
using System.Collections.Generic;
using System.Globalization;
using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;

namespace NetKit.Forwarding.Captures;

/// <summary>
/// A network as one line of <c>key=value</c>, which a capture file carries as its interface's comment, so that a replay needs no options.
/// </summary>
public static class NetworkDescription
{
    private const string Yes = "yes";
    private const string No = "no";
    private const string None = "none";

    public static string ToText(NetworkSettings settings, LinkCapabilities link) => string.Create(
        CultureInfo.InvariantCulture,
        $"subnet={settings.Subnet} gateway={settings.Gateway} dns={Optional(settings.Dns)} address={settings.Address} "
        + $"mtu={settings.Mtu} host-loopback={(settings.HostLoopback ? Yes : No)} name={settings.Name} domain={settings.Domain} "
        + $"search={string.Join(',', settings.Search)} prefix6={Optional(settings.PrefixV6)} gateway6={Optional(settings.GatewayV6)} "
        + $"dns6={Optional(settings.DnsV6)} address6={Optional(settings.AddressV6)} "
        + $"checksums={(link.CompletesChecksums ? Yes : No)} "
        + $"tcp-segmentation={(link.SegmentsTcp ? Yes : No)} udp-segmentation={(link.SegmentsUdp ? Yes : No)}");

    /// <summary>Reads a line; false when it is somebody else's comment. What is missing has its usual value.</summary>
    public static bool TryParse(string text, out NetworkSettings settings, out LinkCapabilities link)
    {
        settings = new NetworkSettings();
        link = default;
        Dictionary<string, string> fields = [];
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = word.IndexOf('=');
            if (equals > 0)
            {
                fields[word[..equals]] = word[(equals + 1)..];
            }
        }

        if (!IpPrefix.TryParse(Field("subnet"), out IpPrefix subnet)
            || !IpAddress.TryParse(Field("gateway"), out IpAddress gateway)
            || !IpAddress.TryParse(Field("address"), out IpAddress address)
            || !int.TryParse(Field("mtu"), NumberStyles.None, CultureInfo.InvariantCulture, out int mtu) || mtu is < 576 or > 65535)
        {
            return false;
        }

        settings = settings with
        {
            Subnet = subnet,
            Gateway = gateway,
            Dns = AddressOf("dns"),
            Address = address,
            PrefixV6 = IpPrefix.TryParse(Field("prefix6"), out IpPrefix prefix) && !prefix.Address.IsV4 ? prefix : null,
            GatewayV6 = AddressOf("gateway6"),
            DnsV6 = AddressOf("dns6"),
            AddressV6 = AddressOf("address6"),
            Mtu = mtu,
            HostLoopback = Field("host-loopback") == Yes,
            Name = Field("name") is { Length: > 0 } name ? name : settings.Name,
            Domain = Field("domain") is { Length: > 0 } domain ? domain : settings.Domain,
            Search = [.. Field("search").Split(',', StringSplitOptions.RemoveEmptyEntries)],
        };
        link = new LinkCapabilities(
            mtu, Field("checksums") == Yes, Field("tcp-segmentation") == Yes, Field("udp-segmentation") == Yes);
        return true;

        IpAddress? AddressOf(string key) => IpAddress.TryParse(Field(key), out IpAddress parsed) ? parsed : null;

        string Field(string key) => fields.GetValueOrDefault(key, string.Empty);
    }

    private static string Optional<T>(T? value)
        where T : struct => value?.ToString() ?? None;
}
