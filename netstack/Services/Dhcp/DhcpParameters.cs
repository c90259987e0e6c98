using System;
using System.Collections.Generic;
using System.Text;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dhcp;

namespace NetKit.Netstack.Services.Dhcp;

/// <summary>The options that are the same for all clients, encoded once.</summary>
internal sealed class DhcpParameters
{
    private readonly Dictionary<DhcpOptionCode, byte[]> _values = [];

    /// <exception cref="ArgumentException">A name is no domain name.</exception>
    public DhcpParameters(DhcpServerOptions options)
    {
        Set(DhcpOptionCode.SubnetMask, IpAddress.FromV4(options.Subnet.MaskV4));
        Set(DhcpOptionCode.InterfaceMtu, [(byte)(options.Mtu >> 8), (byte)options.Mtu]);
        if (options.Subnet.Length < 31)
        {
            Set(DhcpOptionCode.BroadcastAddress, options.Subnet.BroadcastV4);
        }

        if (options.Router is { } router)
        {
            Set(DhcpOptionCode.Router, router);
        }

        Set(DhcpOptionCode.DomainNameServer, [.. options.DnsServers]);
        Set(DhcpOptionCode.NtpServers, [.. options.NtpServers]);
        Set(DhcpOptionCode.ClasslessStaticRoutes, Encode(RoutesOf(options)));
        SetNames(options);
    }

    /// <summary>What a client gets that does not say what it wants, the important first.</summary>
    public static ReadOnlySpan<byte> Usual =>
    [
        (byte)DhcpOptionCode.Router,
        (byte)DhcpOptionCode.DomainNameServer,
        (byte)DhcpOptionCode.HostName,
        (byte)DhcpOptionCode.DomainName,
        (byte)DhcpOptionCode.BroadcastAddress,
        (byte)DhcpOptionCode.InterfaceMtu,
        (byte)DhcpOptionCode.NtpServers,
        (byte)DhcpOptionCode.DomainSearch,
    ];

    /// <summary>The value of an option; empty when there is none.</summary>
    public ReadOnlySpan<byte> Of(DhcpOptionCode code) => _values.GetValueOrDefault(code, []);

    private void SetNames(DhcpServerOptions options)
    {
        if (options.Domain is { Length: > 0 } domain)
        {
            Set(DhcpOptionCode.DomainName, DhcpSearchList.TryEncode([domain], out _)
                ? Encoding.ASCII.GetBytes(domain)
                : throw new ArgumentException($"\"{domain}\" is not a domain name.", nameof(options)));
        }

        Set(DhcpOptionCode.DomainSearch, DhcpSearchList.TryEncode(options.SearchList, out byte[] list)
            ? list
            : throw new ArgumentException($"\"{string.Join(' ', options.SearchList)}\" is not a list of domain names.", nameof(options)));
    }

    /// <summary>
    /// RFC 3442: a client that takes option 121 ignores option 3, so the default route has to be in it; and a router outside the subnet
    /// can only be reached when there is a route to itself first, which a router of 0.0.0.0 marks as on the link.
    /// </summary>
    private static List<DhcpRoute> RoutesOf(DhcpServerOptions options)
    {
        List<DhcpRoute> routes = [];
        if (options.Router is { } router)
        {
            if (!options.Subnet.Contains(router))
            {
                routes.Add(new DhcpRoute(IpPrefix.Of(router, 32), IpAddress.AnyV4));
            }

            routes.Add(new DhcpRoute(IpPrefix.Of(IpAddress.AnyV4, 0), router));
        }

        routes.AddRange(options.Routes);
        return routes;
    }

    private static byte[] Encode(List<DhcpRoute> routes)
    {
        List<byte> octets = [];
        Span<byte> octetsOfRoute = stackalloc byte[1 + 2 * IpAddress.V4Length];
        foreach (DhcpRoute route in routes)
        {
            route.Emit(octetsOfRoute);
            octets.AddRange(octetsOfRoute[..route.Length]);
        }

        return [.. octets];
    }

    private void Set(DhcpOptionCode code, params ReadOnlySpan<IpAddress> addresses)
    {
        byte[] octets = new byte[addresses.Length * IpAddress.V4Length];
        for (int i = 0; i < addresses.Length; i++)
        {
            addresses[i].WriteV4(octets.AsSpan(i * IpAddress.V4Length));
        }

        Set(code, octets);
    }

    private void Set(DhcpOptionCode code, byte[] value) => _values[code] = value;
}
