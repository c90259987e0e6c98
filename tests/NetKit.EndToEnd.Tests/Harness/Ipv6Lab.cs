namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>
/// The lab in IPv6, beside its IPv4. The addresses are those of RFC 3849, so that a packet that escaped would go nowhere.
/// </summary>
internal static class Ipv6Lab
{
    public const string HostAddress = "2001:db8:1::1";
    public const string RouterAddress = "2001:db8:1::2";
    public const string FarAddress = "2001:db8:2::2";

    /// <summary>The host has no route to it, and says so at once.</summary>
    public const string UnroutableAddress = "2001:db8:ffff::1";

    /// <summary>The host's route to it says that it cannot be reached.</summary>
    public const string UnreachableAddress = "2001:db8:1::66";

    public const string Gateway = "fd00::2";
    public const string Dns = "fd00::3";
    public const string BoxAddress = "fd00::64";

    /// <summary>Everybody but the box gets addresses: that one is NetKit's to serve.</summary>
    public static void Add(Lab lab)
    {
        // Nobody else is on these links: duplicate detection would only cost a second each.
        _ = lab.Host.Ip($"address add {HostAddress}/64 dev net0 nodad");
        _ = lab.Router.Ip($"address add {RouterAddress}/64 dev net0 nodad");
        _ = lab.Router.Ip("address add 2001:db8:2::1/64 dev net1 nodad");
        _ = lab.Far.Ip($"address add {FarAddress}/64 dev net0 nodad");
        lab.Router.Sysctl("net.ipv6.conf.all.forwarding", "1");
        _ = lab.Host.Ip($"route add 2001:db8:2::/64 via {RouterAddress}");
        _ = lab.Host.Ip($"route add unreachable {UnreachableAddress}");
        _ = lab.Far.Ip("route add default via 2001:db8:2::1");
    }
}
