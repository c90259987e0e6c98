using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using NetKit.Bench.Load;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>Resident memory of a fresh peer: idle, with active flows, with idle flows beside them.</summary>
internal sealed class MemoryTrial(int idleFlows, double seconds) : ITrial
{
    public const string MemoryPath = "memory";

    private const int ActiveFlows = 1_000;
    private const double OpenSeconds = 30;
    private const double Mebibyte = 1 << 20;

    public string Path => MemoryPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => PeerAbilities.Outward | PeerAbilities.Process;

    public bool NeedsFreshSite => true;

    public void Run(PeerSite site, Readings readings)
    {
        Report("idle", site, readings);
        Flows.Open(site, ActiveFlows, OpenSeconds);
        Walk(site, $"{Text(ActiveFlows)} active flows", readings);
        if (idleFlows > 0)
        {
            Flows.Open(site, idleFlows, OpenSeconds);
            Walk(site, $"{Text(ActiveFlows)} active and {Text(idleFlows)} idle flows", readings);
        }
    }

    public override string ToString() => Path;

    /// <summary>Looks while the active flows are in use; the first flows that were opened are those.</summary>
    private void Walk(PeerSite site, string name, Readings readings)
    {
        Task<string?> walk = site.Agent.Begin(new LoadRequest { Task = LoadTask.WalkFlows, Count = ActiveFlows, Seconds = seconds });
        Thread.Sleep(TimeSpan.FromSeconds(seconds * 0.8));
        Report(name, site, readings);
        site.Agent.End(walk, seconds);
    }

    private static void Report(string name, PeerSite site, Readings readings) =>
        readings.Add(new Row("Resident memory", name, "MiB", false), site.Usage.ResidentBytes / Mebibyte);

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
