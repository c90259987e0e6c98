using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Runtime.Versioning;
using NetKit.Netstack.Wire;

namespace NetKit.Links.Host;

/// <summary>Finds out which networks the host knows already, and which are free.</summary>
public static class RouteConflicts
{
    // VPNs that take everything use two halves of the address space, which are a default route in two pieces.
    private const int LongestDefault = 1;

    // 2000::/3 is all of the Internet (RFC 4291 §2.4).
    private const int LongestDefaultV6 = 3;

    private const int InterfaceAt = 0;
    private const int DestinationAt = 1;
    private const int MaskAt = 7;
    private const int FieldsV6 = 10;
    private const int LengthAtV6 = 1;

    /// <summary>
    /// Networks for containers in the order in which they are taken: Docker's own (172.17.0.0/16 to 172.31.0.0/16, then the sixteenths of 192.168.0.0/16), so
    /// that who knows one knows the other.
    /// </summary>
    public static ImmutableArray<IpPrefix> Pools { get; } =
    [
        .. Enumerable.Range(17, 15).Select(static second => IpPrefix.Of(IpAddress.FromV4(172, (byte)second, 0, 0), 16)),
        .. Enumerable.Range(0, 16).Select(static part => IpPrefix.Of(IpAddress.FromV4(192, 168, (byte)(part * 16), 0), 20)),
    ];

    /// <summary>The routes of the calling thread's network that overlap a network; the default route does not count.</summary>
    [SupportedOSPlatform("linux")]
    public static IReadOnlyList<RouteConflict> Find(IpPrefix prefix) => prefix.Address.IsV4
        ? Find(prefix, Read("/proc/thread-self/net/route"))
        : FindV6(prefix, Read("/proc/thread-self/net/ipv6_route"));

    /// <summary>The first pool that overlaps neither a route of the host nor a network that is taken; null when none is left.</summary>
    [SupportedOSPlatform("linux")]
    public static IpPrefix? NextFreePool(IReadOnlyCollection<IpPrefix> taken) => NextFreePool(taken, Read("/proc/thread-self/net/route"));

    public static bool Overlap(IpPrefix a, IpPrefix b) => a.Contains(b.Address) || b.Contains(a.Address);

    /// <summary>The same in routes as <c>/proc/net/route</c> lists them.</summary>
    public static IReadOnlyList<RouteConflict> Find(IpPrefix prefix, string routes) =>
        [.. Parse(routes).Where(route => route.Route.Length > LongestDefault && Overlap(route.Route, prefix))];

    /// <summary>The same for an IPv6 network, in routes as <c>/proc/net/ipv6_route</c> lists them.</summary>
    public static IReadOnlyList<RouteConflict> FindV6(IpPrefix prefix, string routes) =>
        [.. ParseV6(routes).Where(route => route.Route.Length > LongestDefaultV6 && Overlap(route.Route, prefix))];

    /// <summary>
    /// Reads <c>/proc/net/ipv6_route</c>: destination, its length, source, its length, next hop, metric, two counters, flags, all in hexadecimal, and
    /// the interface. Other lines are skipped.
    /// </summary>
    public static IEnumerable<RouteConflict> ParseV6(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == FieldsV6
                && UInt128.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 address)
                && int.TryParse(fields[LengthAtV6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int length) && length <= 128)
            {
                yield return new RouteConflict(IpPrefix.Of(new IpAddress((ulong)(address >> 64), (ulong)address), length), fields[^1]);
            }
        }
    }

    /// <summary>Reads <c>/proc/net/route</c>: tab-separated, addresses in hexadecimal and in the machine's order. Other lines are skipped.</summary>
    public static IEnumerable<RouteConflict> Parse(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (fields.Length > MaskAt && TryReadWord(fields[DestinationAt], out uint destination) && TryReadWord(fields[MaskAt], out uint mask))
            {
                yield return new RouteConflict(IpPrefix.Of(IpAddress.FromV4(destination), BitOperations.PopCount(mask)), fields[InterfaceAt]);
            }
        }
    }

    internal static IpPrefix? NextFreePool(IReadOnlyCollection<IpPrefix> taken, string routes)
    {
        foreach (IpPrefix pool in Pools)
        {
            if (!taken.Any(one => Overlap(one, pool)) && Find(pool, routes).Count == 0)
            {
                return pool;
            }
        }

        return null;
    }

    private static bool TryReadWord(string text, out uint hostOrder)
    {
        bool valid = uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word);
        hostOrder = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word;
        return valid;
    }

    // That of the thread, whose namespace may be another than the process's.
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }
}
