using System.Collections.Generic;
using NetKit.Bench.Load;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>The same as <see cref="GrowthTrial"/> for the stack alone, which needs no open file for a flow: also where a process may have few of them.</summary>
internal sealed class StackGrowthTrial(IReadOnlyList<int> counts, double seconds) : ITrial
{
    public const string Section = "Growth: the stack alone, both ends of a round trip";

    // Code is compiled again while it runs, and the first rounds fill caches.
    private const double WarmUpShare = 0.5;

    public string Path => GrowthTrial.GrowthPath;

    public int Mtu => BenchPlan.UsualMtu;

    public PeerAbilities Needs => PeerAbilities.Stack;

    public bool NeedsFreshSite => false;

    public void Run(PeerSite site, Readings readings)
    {
        StackPair stack = new();
        foreach (int count in counts)
        {
            stack.Open(count);
            _ = stack.Walk(seconds * WarmUpShare);
            readings.Add(new Row(Section, GrowthTrial.NameOf(count), "ns", false), stack.Walk(seconds));
        }
    }

    public override string ToString() => $"{Path} of the stack";
}
