using NetKit.Bench.Lab;

namespace NetKit.Bench.Peers;

/// <summary>The kernel's veth pair between host and container, no translation: what NetKit is measured against.</summary>
internal sealed class VethPeer : IPeer
{
    public const string PeerName = "veth";

    public string Name => PeerName;

    public PeerAbilities Abilities =>
        PeerAbilities.Outward | PeerAbilities.Published | PeerAbilities.ForwardedDns | PeerAbilities.LocalDns;

    public string Description => "kernel, veth pair, no translation; DNS answered by dnsmasq directly";

    public PeerSite Start(BenchLab lab, int mtu) => VethSite.Create(lab, PeerName, mtu, publishes: false);
}
