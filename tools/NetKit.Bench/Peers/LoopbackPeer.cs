using NetKit.Bench.Lab;
using NetKit.Bench.Load;

namespace NetKit.Bench.Peers;

/// <summary>The kernel's loopback: no namespace is crossed at all. The upper bound.</summary>
internal sealed class LoopbackPeer : IPeer
{
    public const string PeerName = "loopback";

    public string Name => PeerName;

    public PeerAbilities Abilities =>
        PeerAbilities.Outward | PeerAbilities.Published | PeerAbilities.ForwardedDns | PeerAbilities.LocalDns;

    public string Description => "kernel, one namespace; its MTU is always 65536";

    public PeerSite Start(BenchLab lab, int mtu)
    {
        PeerSite site = new()
        {
            Lab = lab,
            Enter = lab.Host.Enter,
            Agent = new AgentProcess(lab.Host.Enter, lab.Cancel),
            ServerAddress = "127.0.0.1",
            ServerNamespace = lab.Host,
            ServerAgent = lab.HostAgent,
            DnsAddress = "127.0.0.1",
        };
        site.Keep(site.Agent);
        site.Agent.Do(new LoadRequest { Task = LoadTask.Serve, Port = PeerSite.ContainerEchoPort });
        return site;
    }
}
