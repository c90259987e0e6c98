using NetKit.Bench.Lab;
using NetKit.Bench.Load;

namespace NetKit.Bench.Peers;

/// <summary>Something that joins two namespaces to each other; the servers are in one of them, not on the host.</summary>
internal abstract class PairPeer(string name) : IPeer
{
    public string Name => name;

    public abstract PeerAbilities Abilities { get; }

    public abstract string Description { get; }

    /// <summary>How long one attempt to reach the other namespace may take.</summary>
    protected virtual double AttemptSeconds => 0.1;

    public PeerSite Start(BenchLab lab, int mtu)
    {
        int number = lab.NextSite();
        string label = $"{name}-pair-{number}";
        NetworkNamespace near = new(label);
        NetworkNamespace far = new($"{label}-server");
        Pair pair = new(label, near, far, $"10.98.{number}.2", $"10.98.{number}.3", mtu);
        PeerSite site = new()
        {
            Lab = lab,
            Enter = near.Enter,
            Agent = new AgentProcess(near.Enter, lab.Cancel),
            ServerNamespace = far,
            ServerAgent = new AgentProcess(far.Enter, lab.Cancel),
            ServerAddress = pair.FarAddress,
        };
        site.Keep(far);
        site.Keep(near);
        site.Keep(site.ServerAgent);
        site.Keep(site.Agent);
        try
        {
            Join(site, pair);
            Serve(site, pair);
            return site;
        }
        catch
        {
            site.Dispose();
            throw;
        }
    }

    /// <summary>Gives each namespace an interface with its address, of 24 bits, and joins the two.</summary>
    protected abstract void Join(PeerSite site, Pair pair);

    private void Serve(PeerSite site, Pair pair)
    {
        site.ServerAgent.Do(new LoadRequest { Task = LoadTask.Serve, Port = BenchLab.EchoPort });
        site.ServerAgent.Do(new LoadRequest { Task = LoadTask.ServeFiles, Port = BenchLab.FilePort });
        site.Agent.Do(new LoadRequest
        {
            Task = LoadTask.AwaitServer,
            Address = pair.FarAddress,
            Port = BenchLab.EchoPort,
            Seconds = Readiness.Seconds,
            AttemptSeconds = AttemptSeconds,
        });
    }

    /// <param name="Label">What logs and devices of this pair are called.</param>
    /// <param name="Near">Where the clients are.</param>
    /// <param name="Far">Where the servers are.</param>
    /// <param name="NearAddress">The address for <paramref name="Near"/>; the first one of its network is nobody's.</param>
    /// <param name="FarAddress">The address for <paramref name="Far"/>, in the same network.</param>
    /// <param name="Mtu">Of both interfaces.</param>
    protected sealed record Pair(
        string Label, NetworkNamespace Near, NetworkNamespace Far, string NearAddress, string FarAddress, int Mtu);
}
