using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using NetKit.Bench.Lab;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>Round trips over more and more flows, each in its turn: what one costs should not depend on how many there are.</summary>
internal sealed class GrowthTrial(IReadOnlyList<int> counts, double seconds) : ITrial
{
    public const string GrowthPath = "growth";
    public const string CostSection = "Growth: the peer's CPU time per round trip";

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
            Flows.Open(site, count - open, OpenSeconds);
            open = count;
            Measure(site, count, readings);
        }
    }

    public override string ToString() => Path;

    /// <summary>What a row for so many flows is called.</summary>
    internal static string NameOf(int count) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} flows";

    private void Measure(PeerSite site, int count, Readings readings)
    {
        string name = NameOf(count);
        Row rate = new("Growth: round trips over many flows", name, "per second");
        Row cost = new(CostSection, name, "µs", false);
        Flows.Measure(site, count, seconds, rate, cost, readings);
    }
}
