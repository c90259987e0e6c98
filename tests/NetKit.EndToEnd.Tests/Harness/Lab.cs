using System;
using System.IO;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Harness;

/// <summary>
/// A network of its own for NetKit to stand in: nothing of the machine's is used or can be reached.
/// <code>
///   Box ==(netkit)== Host 198.51.100.1 --- 198.51.100.2 Router 203.0.113.1 --- 203.0.113.2 Far
/// </code>
/// The addresses are those of RFC 5737, so that a packet that escaped would go nowhere.
/// </summary>
internal sealed class Lab : IDisposable
{
    public const string HostAddress = "198.51.100.1";
    public const string RouterAddress = "198.51.100.2";
    public const string FarAddress = "203.0.113.2";

    /// <summary>The host has no route to it, and says so at once.</summary>
    public const string UnroutableAddress = "192.0.2.1";

    /// <summary>The host's route to it says that it cannot be reached.</summary>
    public const string UnreachableAddress = "198.51.100.66";

    public const string Gateway = "10.0.2.2";
    public const string Dns = "10.0.2.3";
    public const string BoxAddress = "10.0.2.100";

    public Lab()
    {
        Join(Host, "net0", $"{HostAddress}/24", Router, "net0", $"{RouterAddress}/24");
        Join(Router, "net1", "203.0.113.1/24", Far, "net0", $"{FarAddress}/24");
        _ = Host.Ip($"route add 203.0.113.0/24 via {RouterAddress}");
        _ = Host.Ip($"route add unreachable {UnreachableAddress}");
        _ = Far.Ip("route add default via 203.0.113.1");
        Router.Sysctl("net.ipv4.ip_forward", "1");
        Host.Sysctl("net.ipv4.ping_group_range", "0 2147483647");

        // Some machines default to bbr, which paces even over loopback: then the tests would wait for it.
        foreach (NetworkNamespace one in (NetworkNamespace[])[Host, Far, Box])
        {
            one.Sysctl("net.ipv4.tcp_congestion_control", "reno");
        }

        Box.WriteEtc("resolv.conf", $"nameserver {Dns}\n");
        Host.WriteEtc("resolv.conf", $"nameserver {RouterAddress}\n");
    }

    public NetworkNamespace Host { get; } = new();

    public NetworkNamespace Router { get; } = new();

    public NetworkNamespace Far { get; } = new();

    /// <summary>What the container is.</summary>
    public NetworkNamespace Box { get; } = new();

    public NetkitProcess Attach(params string[] options) =>
        NetkitProcess.Start(Host, Box, [NetkitBinary.Path, "attach", "--netns", Box.Path, .. options]);

    /// <summary>Expects virtual machines, in QEMU's way at a path.</summary>
    public NetkitProcess Serve(string path, params string[] options) => ServeAt($"qemu://{path}", options);

    /// <summary>Expects virtual machines.</summary>
    public NetkitProcess ServeAt(string url, params string[] options) =>
        NetkitProcess.Start(Host, Box, [NetkitBinary.Path, "serve", "--listen", url, .. options]);

    public void Dispose()
    {
        Assert.Multiple(() =>
        {
            Box.Dispose();
            Far.Dispose();
            Router.Dispose();
            Host.Dispose();
        });
    }

    private static void Join(
        NetworkNamespace left, string leftName, string leftAddress, NetworkNamespace right, string rightName, string rightAddress)
    {
        _ = left.Ip($"link add {leftName} type veth peer name {rightName} netns {right.Name}");
        Configure(left, leftName, leftAddress);
        Configure(right, rightName, rightAddress);
    }

    private static void Configure(NetworkNamespace one, string name, string address)
    {
        // Nobody else is on these links. A router whose own link-local address is still being looked for asks nobody for a neighbour: for the first seconds
        // nothing came through.
        if (Directory.Exists("/proc/sys/net/ipv6"))
        {
            one.Sysctl($"net.ipv6.conf.{name}.accept_dad", "0");
        }

        _ = one.Ip($"address add {address} dev {name}");
        _ = one.Ip($"link set {name} up");
    }
}
