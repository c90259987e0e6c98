using System.Globalization;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;

namespace NetKit.Bench.Peers;

/// <summary>
/// What dockerd sets up: a veth pair on a bridge, MASQUERADE on the way out, DNAT on the way in. The servers are in the world
/// behind the host: only what is forwarded is translated.
/// </summary>
internal sealed class BridgePeer(string iptables) : IPeer
{
    public const string PeerName = "bridge";

    private const string Port = "brport";
    private const string Bridge = "br0";
    private const string Subnet = "172.30.0.0/16";
    private const string BridgeAddress = "172.30.0.1";
    private const string ContainerAddress = "172.30.0.2";
    private const int PublishedBase = 6900;

    public string Name => PeerName;

    public PeerAbilities Abilities => PeerAbilities.Outward | PeerAbilities.Published;

    public string Description => $"kernel, veth + bridge + MASQUERADE/DNAT, {PeerVersion.Of(iptables, "--version")}";

    public PeerSite Start(BenchLab lab, int mtu)
    {
        NetworkNamespace container = new(PeerName);
        PeerSite site = new()
        {
            Lab = lab,
            Enter = container.Enter,
            Agent = new AgentProcess(container.Enter, lab.Cancel),
            ServerAddress = BenchLab.WorldAddress,
            ServerNamespace = lab.World,
            ServerAgent = lab.WorldAgent,
            PublishedAddress = BenchLab.HostAddress,
            PublishedBase = PublishedBase,
        };
        site.Keep(container);
        site.Keep(new Undo(() => Clear(lab)));
        site.Keep(site.Agent);
        try
        {
            Join(lab, container, mtu);
            Translate(lab);
            site.Agent.Do(new LoadRequest { Task = LoadTask.Serve, Port = PeerSite.ContainerEchoPort });
            return site;
        }
        catch
        {
            site.Dispose();
            throw;
        }
    }

    private static void Join(BenchLab lab, NetworkNamespace container, int mtu)
    {
        string octets = mtu.ToString(CultureInfo.InvariantCulture);
        lab.Host.Ip("link", "add", Bridge, "mtu", octets, "type", "bridge");
        lab.Host.Ip("addr", "add", $"{BridgeAddress}/16", "dev", Bridge);
        lab.Host.Ip("link", "set", Bridge, "up");
        lab.Host.Ip("link", "add", Port, "mtu", octets, "type", "veth", "peer", "name", "eth0", "mtu", octets, "netns", container.Name);
        lab.Host.Ip("link", "set", Port, "master", Bridge, "up");
        container.Ip("addr", "add", $"{ContainerAddress}/16", "dev", "eth0");
        container.Ip("link", "set", "eth0", "up");
        container.Ip("route", "add", "default", "via", BridgeAddress);
    }

    private void Translate(BenchLab lab)
    {
        Nat(lab, "-A", "POSTROUTING", "-s", Subnet, "!", "-o", Bridge, "-j", "MASQUERADE");

        // From here on every connection of the namespace is tracked. Two minutes after its end would fill the table (nf_conntrack_max), whoever
        // connects: then SYNs are dropped.
        lab.Host.Set("net.netfilter.nf_conntrack_tcp_timeout_time_wait", "1");
        for (int port = PeerSite.ContainerBulkPort; port <= PeerSite.ContainerEchoPort; port++)
        {
            string from = (PublishedBase + port - PeerSite.ContainerBulkPort).ToString(CultureInfo.InvariantCulture);
            Nat(lab, "-A", "OUTPUT", "-d", BenchLab.HostAddress, "-p", "tcp", "--dport", from, "-j", "DNAT",
                "--to-destination", $"{ContainerAddress}:{port}");
        }
    }

    private void Nat(BenchLab lab, params string[] rule) => Command.Run([.. lab.Host.Enter, iptables, "-w", "-t", "nat", .. rule]);

    private void Clear(BenchLab lab)
    {
        Command.Try([.. lab.Host.Enter, iptables, "-w", "-t", "nat", "-F"]);
        Command.Try("ip", "-n", lab.Host.Name, "link", "del", Bridge);

        // Gone with the container's namespace too, but some time after it.
        Command.Try("ip", "-n", lab.Host.Name, "link", "del", Port);
    }
}
