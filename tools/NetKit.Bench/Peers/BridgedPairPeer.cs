using System.Globalization;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

/// <summary>Two containers as docker's own driver joins them: a veth pair each, on one bridge.</summary>
internal sealed class BridgedPairPeer() : PairPeer(BridgePeer.PeerName)
{
    public override PeerAbilities Abilities => PeerAbilities.Switched;

    public override string Description => "kernel, two veth pairs on a bridge";

    protected override void Join(PeerSite site, Pair pair)
    {
        // Names of devices are short; those of another site may still be there.
        string number = pair.Label[(pair.Label.LastIndexOf('-') + 1)..];
        string bridge = $"brp{number}";
        NetworkNamespace host = site.Lab.Host;
        host.Ip("link", "add", bridge, "mtu", pair.Mtu.ToString(CultureInfo.InvariantCulture), "type", "bridge");
        site.Keep(new Undo(() => Command.Try("ip", "-n", host.Name, "link", "del", bridge)));
        host.Ip("link", "set", bridge, "up");
        site.Attach = (container, address) => Attach(host, bridge, container, $"p{number}-{address[(address.LastIndexOf('.') + 1)..]}", address, pair.Mtu);
        site.Attach(pair.Near, pair.NearAddress);
        site.Attach(pair.Far, pair.FarAddress);
    }

    private static void Attach(NetworkNamespace host, string bridge, NetworkNamespace container, string port, string address, int mtu)
    {
        string octets = mtu.ToString(CultureInfo.InvariantCulture);
        host.Ip("link", "add", port, "mtu", octets, "type", "veth", "peer", "name", "eth0", "mtu", octets, "netns", container.Name);
        host.Ip("link", "set", port, "master", bridge, "up");
        container.Ip("addr", "add", $"{address}/24", "dev", "eth0");
        container.Ip("link", "set", "eth0", "up");
    }
}
