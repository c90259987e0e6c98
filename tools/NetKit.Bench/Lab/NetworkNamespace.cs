using System;
using System.Collections.Generic;
using System.Globalization;

namespace NetKit.Bench.Lab;

/// <summary>A network namespace that this run made. Its name says which process, so that a later run can clear it away.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    public const string Prefix = "nkbench-";

    public NetworkNamespace(string name)
    {
        Name = FullName(name);
        Command.Run("ip", "netns", "add", Name);
        try
        {
            Ip("link", "set", "lo", "up");
            Set("net.ipv4.tcp_congestion_control", BenchLab.CongestionControl);
            Set("net.ipv4.ip_local_port_range", "10000 64999");

            // Some peers open ten thousand connections a second: even those ports would not last for the minute that each then waits, and a
            // connect that finds none has looked at all of them.
            Set("net.ipv4.tcp_tw_reuse", "1");
        }
        catch (BenchException)
        {
            Dispose();
            throw;
        }
    }

    public string Name { get; }

    public static string FullName(string name) =>
        $"{Prefix}{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{name}";

    public string FilePath => $"/run/netns/{Name}";

    /// <summary>What to put before a command so that it runs in here.</summary>
    public IReadOnlyList<string> Enter => ["ip", "netns", "exec", Name];

    /// <summary>Runs <c>ip</c> on what is in here.</summary>
    public void Ip(params IReadOnlyList<string> arguments) => Command.Run(["ip", "-n", Name, .. arguments]);

    public void Set(string setting, string value) => Command.Run([.. Enter, "sysctl", "-qw", $"{setting}={value}"]);

    /// <summary>
    /// What Linux has unless told otherwise, where this machine lets a namespace have it (net.ipv4.tcp_allowed_congestion_control); otherwise
    /// it stays at the lab's.
    /// </summary>
    public void PreferCubic() => Command.Try([.. Enter, "sysctl", "-qw", "net.ipv4.tcp_congestion_control=cubic"]);

    /// <summary>Joins two namespaces by a veth pair; each end gets an address with its prefix length.</summary>
    public void JoinTo(NetworkNamespace other, string here, string address, string there, string otherAddress, int mtu)
    {
        string octets = mtu.ToString(CultureInfo.InvariantCulture);
        Ip("link", "add", here, "mtu", octets, "type", "veth", "peer", "name", there, "mtu", octets, "netns", other.Name);
        Ip("addr", "add", address, "dev", here);
        Ip("link", "set", here, "up");
        other.Ip("addr", "add", otherAddress, "dev", there);
        other.Ip("link", "set", there, "up");
    }

    public void Dispose() => Command.Try("ip", "netns", "del", Name);
}
