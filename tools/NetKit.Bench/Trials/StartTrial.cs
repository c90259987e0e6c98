using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>From the start of the process to the first request answered through it.</summary>
internal sealed class StartTrial : ITrial
{
    public const string StartPath = "start";

    public string Path => StartPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => PeerAbilities.Outward | PeerAbilities.Process;

    public bool NeedsFreshSite => true;

    public void Run(PeerSite site, Readings readings) =>
        readings.Add(new Row("Start", "process start to first answer", "ms", false), site.StartTime.TotalMilliseconds);

    public override string ToString() => Path;
}
