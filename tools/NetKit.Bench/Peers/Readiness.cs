using System;
using System.Threading.Tasks;
using NetKit.Bench.Lab;
using NetKit.Bench.Load;

namespace NetKit.Bench.Peers;

/// <summary>Start to ready, for all peers by one rule: the first request that is answered through them.</summary>
internal static class Readiness
{
    /// <summary>What takes longer to start does not work.</summary>
    public const double Seconds = 10;

    /// <summary>Launches while an agent already asks, and tells how long it took.</summary>
    /// <param name="site">What is started.</param>
    /// <param name="ready">The agent's <see cref="LoadTask.AwaitServer"/>, begun.</param>
    /// <param name="asker">That agent.</param>
    /// <param name="launch">Starts the peer's process.</param>
    public static TimeSpan Measure(PeerSite site, Task<string?> ready, AgentProcess asker, Action launch)
    {
        long start = MonotonicClock.Nanoseconds;
        launch();
        try
        {
            long answered = asker.End(ready, Seconds).Nanoseconds;
            return TimeSpan.FromMicroseconds((answered - start) / 1e3);
        }
        catch (BenchException failure)
        {
            throw new BenchException(site.Death ?? failure.Message);
        }
    }

    /// <summary>The same for what has no other way in than a published port: the host's agent asks there.</summary>
    public static TimeSpan MeasurePublished(PeerSite site, Action launch)
    {
        LoadRequest request = new()
        {
            Task = LoadTask.AwaitServer,
            Address = site.PublishedAddress,
            Port = site.PublishedEchoPort,
            Seconds = Seconds,
        };
        return Measure(site, site.Lab.HostAgent.Begin(request), site.Lab.HostAgent, launch);
    }
}
