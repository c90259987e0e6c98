using NetKit.Bench.Lab;
using NetKit.Bench.Load;
using NetKit.Bench.Peers;
using NetKit.Bench.Results;

namespace NetKit.Bench.Trials;

/// <summary>Many flows to the servers of a site, and round trips over them.</summary>
internal static class Flows
{
    /// <param name="site">From whose container.</param>
    /// <param name="count">How many more.</param>
    /// <param name="seconds">How long that may take.</param>
    /// <param name="from">Where they begin; null: in the site's container.</param>
    public static void Open(PeerSite site, int count, double seconds, NetworkNamespace? from = null) => site.Agent.Do(new LoadRequest
    {
        Task = LoadTask.OpenFlows,
        Address = site.ServerAddress,
        Port = BenchLab.CrowdPort,
        Ports = BenchLab.CrowdPorts,
        Count = count,
        Seconds = seconds,
        Namespace = from?.FilePath,
    });

    /// <summary>Round trips over the first flows in turn: how many a second, and the peer's CPU time for each.</summary>
    public static void Measure(PeerSite site, int count, double seconds, Row rate, Row cost, Readings readings)
    {
        double before = site.Usage.CpuSeconds;
        LoadReply reply = site.Agent.Do(new LoadRequest { Task = LoadTask.WalkFlows, Count = count, Seconds = seconds });
        double used = site.Usage.CpuSeconds - before;
        readings.Add(rate, reply.Count / reply.Seconds);
        if (site.HasProcess && reply.Count > 0)
        {
            readings.Add(cost, used / reply.Count * 1e6);
        }
    }
}
