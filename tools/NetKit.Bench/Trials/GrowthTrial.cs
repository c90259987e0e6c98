using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>Round trips over more and more flows, each in its turn: what one costs should not depend on how many there are.</summary>
internal sealed class GrowthTrial(IReadOnlyList<int> counts, double seconds) : ITrial
{
    public const string GrowthPath = "growth";

    private const double OpenSeconds = 120;

    public string Path => GrowthPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => PeerAbilities.Outward;

    public bool NeedsFreshSite => true;

    public void Run(PeerSite site, Readings readings)
    {
        int open = 0;
        foreach (int count in counts.Where(static count => count <= OpenFileLimit.Flows))
        {
            Open(site, count - open);
            open = count;
            Measure(site, count, readings);
        }
    }

    public override string ToString() => Path;

    private static void Open(PeerSite site, int count) => site.Agent.Do(new LoadRequest
    {
        Task = LoadTask.OpenFlows,
        Address = site.ServerAddress,
        Port = BenchLab.CrowdPort,
        Ports = BenchLab.CrowdPorts,
        Count = count,
        Seconds = OpenSeconds,
    });

    private void Measure(PeerSite site, int count, Readings readings)
    {
        double before = site.Usage.CpuSeconds;
        LoadReply reply = site.Agent.Do(new LoadRequest { Task = LoadTask.WalkFlows, Count = count, Seconds = seconds });
        double used = site.Usage.CpuSeconds - before;
        string flows = $"{count.ToString("N0", CultureInfo.InvariantCulture)} flows";
        readings.Add(new Row("Growth: round trips over many flows", flows, "per second"), reply.Count / reply.Seconds);
        if (site.HasProcess && reply.Count > 0)
        {
            readings.Add(new Row("Growth: the peer's CPU time per round trip", flows, "µs", false), used / reply.Count * 1e6);
        }
    }
}
