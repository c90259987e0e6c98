using System.Collections.Generic;
using System.Linq;

namespace NetKit.Daemon.Configuration;

/// <summary>What differs between two configurations.</summary>
/// <param name="Added">Networks to make.</param>
/// <param name="Removed">Networks to remove.</param>
/// <param name="Changed">Networks to make anew.</param>
/// <param name="Lines">All of it in words, one change a line; a value that takes a restart is said to.</param>
public sealed record ConfigurationDiff(
    IReadOnlyList<NetworkConfiguration> Added,
    IReadOnlyList<NetworkConfiguration> Removed,
    IReadOnlyList<NetworkConfiguration> Changed,
    IReadOnlyList<string> Lines)
{
    public static ConfigurationDiff Between(DaemonConfiguration before, DaemonConfiguration after)
    {
        Dictionary<string, NetworkConfiguration> old = before.Networks.ToDictionary(static one => one.Name);
        Dictionary<string, NetworkConfiguration> now = after.Networks.ToDictionary(static one => one.Name);
        NetworkConfiguration[] added = [.. after.Networks.Where(one => !old.ContainsKey(one.Name))];
        NetworkConfiguration[] removed = [.. before.Networks.Where(one => !now.ContainsKey(one.Name))];
        NetworkConfiguration[] changed = [.. after.Networks.Where(one => old.TryGetValue(one.Name, out NetworkConfiguration? was) && was != one)];
        List<string> lines = [];
        AddLine(lines, "logLevel", before.LogLevel, after.LogLevel, restart: true);
        AddLine(lines, "stateDir", before.StateDir, after.StateDir, restart: true);
        AddLine(lines, "socket", before.Socket, after.Socket, restart: true);
        AddLine(lines, "pluginSocket", before.PluginSocket, after.PluginSocket, restart: true);
        AddLine(lines, "docker.publishAddress", before.Docker.PublishAddress, after.Docker.PublishAddress, restart: true);
        AddLine(lines, "docker.hostInterfaces", before.Docker.HostInterfaces, after.Docker.HostInterfaces, restart: true);
        AddLine(lines, "docker.engineSocket", before.Docker.EngineSocket, after.Docker.EngineSocket, restart: true);
        lines.AddRange(added.Select(static one => $"+ network {one.Name}"));
        lines.AddRange(removed.Select(static one => $"- network {one.Name}"));
        foreach (NetworkConfiguration network in changed)
        {
            AddLines(lines, old[network.Name], network);
        }

        return new ConfigurationDiff(added, removed, changed, lines);
    }

    private static void AddLines(List<string> lines, NetworkConfiguration before, NetworkConfiguration after)
    {
        string name = $"network {after.Name} ";
        AddLine(lines, name + "subnet", before.Subnet, after.Subnet);
        AddLine(lines, name + "gateway", before.Gateway, after.Gateway);
        AddLine(lines, name + "ipv6", before.Ipv6, after.Ipv6);
        AddLine(lines, name + "subnetV6", before.SubnetV6, after.SubnetV6);
        AddLine(lines, name + "gatewayV6", before.GatewayV6, after.GatewayV6);
        AddLine(lines, name + "mtu", before.Mtu, after.Mtu);
        AddLine(lines, name + "loops", before.Loops, after.Loops);
        AddLine(lines, name + "hostAccess", before.HostAccess, after.HostAccess);
        AddLine(lines, name + "hostMulticast", before.HostMulticast, after.HostMulticast);
        AddLine(lines, name + "internal", before.Internal, after.Internal);
        AddLine(lines, name + "domain", before.Domain, after.Domain);
        AddLine(lines, name + "dnsServers", string.Join(' ', before.DnsServers), string.Join(' ', after.DnsServers));
        AddLine(lines, name + "hostInterface", before.HostInterface, after.HostInterface);
    }

    private static void AddLine<T>(List<string> lines, string what, T before, T after, bool restart = false)
    {
        if (!EqualityComparer<T>.Default.Equals(before, after))
        {
            lines.Add($"~ {what}: {Text(before)} -> {Text(after)}{(restart ? " (after a restart)" : string.Empty)}");
        }
    }

    private static string Text<T>(T value) => value?.ToString() ?? "(default)";
}
