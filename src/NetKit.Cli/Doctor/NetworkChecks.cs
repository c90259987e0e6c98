using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Forwarding.Icmp;
using NetKit.Links.Host;
using NetKit.Netstack.Wire;

namespace NetKit.Cli.Doctor;

/// <summary>What the host's network does to containers.</summary>
internal static class NetworkChecks
{
    private const string ResolverPath = "/etc/resolv.conf";
    private const string CongestionPath = "/proc/sys/net/ipv4/tcp_congestion_control";
    private const string RoutePath = "/proc/net/route";
    private const string RoutePathV6 = "/proc/net/ipv6_route";

    private static IpPrefix DefaultSubnet => IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24);

    public static CheckResult Ping(IHost host)
    {
        const string Name = "ping";
        return host.ProbePing() switch
        {
            EchoSocketKind.Ping => CheckResult.Ok(Name, "Containers can ping through unprivileged sockets."),
            EchoSocketKind.Raw => CheckResult.Ok(Name, "Containers can ping through raw sockets, since this user may open them."),
            _ => CheckResult.Warn(
                Name,
                "Pings from containers get no answer from outside: net.ipv4.ping_group_range leaves this user's group out.",
                "sudo sysctl -w net.ipv4.ping_group_range='0 2147483647'"),
        };
    }

    public static CheckResult Resolvers(IHost host)
    {
        const string Name = "resolvers";
        string[] servers = [.. Nameservers(host.ReadFile(ResolverPath) ?? string.Empty)];
        return servers.Length > 0
            ? CheckResult.Ok(Name, $"DNS questions go to {string.Join(", ", servers)}.")
            : CheckResult.Warn(
                Name,
                $"{ResolverPath} names no DNS server, so only local names resolve.",
                $"echo 'nameserver 9.9.9.9' | sudo tee -a {ResolverPath}");
    }

    /// <summary>
    /// bbr spreads segments over time by what it believes the path to carry; on a path within the machine that belief is the limit.
    /// </summary>
    public static CheckResult CongestionControl(IHost host)
    {
        const string Name = "congestion-control";
        string? control = host.ReadFile(CongestionPath)?.Trim();
        return control?.StartsWith("bbr", StringComparison.Ordinal) == true
            ? CheckResult.Warn(
                Name, $"The host's sockets use {control}, which paces local connections to about half their speed.",
                "sudo sysctl -w net.ipv4.tcp_congestion_control=cubic")
            : CheckResult.Ok(Name, $"The host's sockets use {control ?? "the system's default"}.");
    }

    public static CheckResult Routes(IHost host)
    {
        const string Name = "routes";
        RouteConflict? conflict = RouteConflicts.Parse(host.ReadFile(RoutePath) ?? string.Empty)
            .FirstOrDefault(static route => route.Route.Length > 0 && RouteConflicts.Overlap(route.Route, DefaultSubnet));
        return conflict is { } found
            ? CheckResult.Warn(
                Name,
                $"The host has a route to {found.Route} over {found.InterfaceName}, which a container's {DefaultSubnet} hides.",
                "netkit run --subnet 192.168.87.0/24")
            : CheckResult.Ok(Name, $"No route of the host touches {DefaultSubnet}.");
    }

    /// <summary>A host without IPv6 is no illness: the container's connections fail at once, with the usual error.</summary>
    public static CheckResult Ipv6(IHost host)
    {
        const string Name = "ipv6";
        string[] routes = (host.ReadFile(RoutePathV6) ?? string.Empty).Split('\n');
        string? way = routes.Select(DefaultInterfaceV6).FirstOrDefault(static name => name is not null);
        return CheckResult.Ok(Name, way is null
            ? "The host has no IPv6 route to the internet: with -6, containers reach the host and hear that the rest is unreachable."
            : $"The host's IPv6 goes out over {way}; -6 gives it to containers.");
    }

    // /proc/net/ipv6_route: destination, its length, source, its length, next hop, metric, two counts, flags, interface.
    // Linux keeps a default route to nowhere on lo.
    private static string? DefaultInterfaceV6(string line) =>
        line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [{ } destination, "00", _, _, _, _, _, _, _, { } name]
            && name != "lo" && destination.All(static digit => digit == '0') ? name : null;

    /// <summary>Which subnet the next network of a daemon gets, and what of the host's it has to go round.</summary>
    public static CheckResult Pools(IHost host)
    {
        const string Name = "pools";
        string routes = host.ReadFile(RoutePath) ?? string.Empty;
        List<string> passed = [];
        foreach (IpPrefix pool in RouteConflicts.Pools)
        {
            IReadOnlyList<RouteConflict> inTheWay = RouteConflicts.Find(pool, routes);
            if (inTheWay.Count == 0)
            {
                string others = passed.Count == 0 ? string.Empty : $"; the host has routes to {string.Join(", ", passed)}";
                return CheckResult.Ok(Name, $"A daemon's next network can have {pool}{others}.");
            }

            passed.Add($"{inTheWay[0].Route} over {inTheWay[0].InterfaceName}");
        }

        return CheckResult.Warn(
            Name,
            "The host has routes to all of 172.16.0.0/12 and 192.168.0.0/16, so that a daemon's network has to be given its subnet.",
            "netkit network create NAME --subnet 10.77.0.0/16");
    }

    private static IEnumerable<string> Nameservers(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", { } address, ..])
            {
                yield return address;
            }
        }
    }
}
