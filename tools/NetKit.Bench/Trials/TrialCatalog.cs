using System.Collections.Generic;
using System.Linq;
using NetKit.Bench.Load;

namespace NetKit.Bench.Trials;

/// <summary>Everything that can be measured, in the order of the page.</summary>
internal static class TrialCatalog
{
    // Fifteen seconds or so of what TCP makes of such a path.
    private const int ImpairedOctets = 2 << 20;

    public static string[] PathNames =>
    [
        BulkTrial.OutwardPath, BulkTrial.PublishedPath, SwitchedTrial.SwitchedPath, MachineTrial.MachinePath, ExchangeTrial.ConnectPath, ExchangeTrial.LatencyPath,
        LoadedLatencyTrial.LoadedPath, DatagramTrial.DatagramPath, DnsTrial.DnsPath, StartTrial.StartPath,
        MemoryTrial.MemoryPath, GrowthTrial.GrowthPath, EndpointsTrial.EndpointsPath, ImpairedTrial.ImpairedPath, ProfileTrial.ProfilePath,
    ];

    public static IReadOnlyList<ITrial> Create(BenchPlan plan) =>
        [.. (plan.Quick ? Quick(plan.Seconds) : Full(plan.Seconds)).Where(trial => plan.Includes(trial.Path))];

    private static IEnumerable<ITrial> Full(double seconds)
    {
        foreach (int mtu in (int[])[1500, 9000, BenchPlan.UsualMtu])
        {
            foreach (int streams in (int[])[1, 4, 16])
            {
                yield return new BulkTrial(mtu, streams, BulkDirection.ContainerToHost, published: false, seconds);
                yield return new BulkTrial(mtu, streams, BulkDirection.HostToContainer, published: false, seconds);
                yield return new BulkTrial(mtu, streams, BulkDirection.Both, published: false, seconds);
            }
        }

        foreach (ITrial trial in Published(seconds).Concat(Switched(seconds)).Concat(Machines(seconds)).Concat(Exchanges(seconds)))
        {
            yield return trial;
        }

        yield return new ExchangeTrial(LoadTask.Connects, published: true, seconds);
        yield return new ExchangeTrial(LoadTask.RoundTrips, published: true, seconds);
        yield return new LoadedLatencyTrial(BulkDirection.ContainerToHost, seconds);
        yield return new LoadedLatencyTrial(BulkDirection.HostToContainer, seconds);

        // The last size is the largest multiple of 64 octets that an MTU of 65520 takes in one piece.
        foreach (int size in (int[])[64, 1024, 65472])
        {
            yield return new DatagramTrial(size, outward: true, seconds / 4);
            yield return new DatagramTrial(size, outward: false, seconds / 4);
        }

        foreach (ITrial trial in Names(seconds))
        {
            yield return trial;
        }

        yield return new StartTrial();
        yield return new MemoryTrial(idleFlows: 10_000, seconds);
        yield return new GrowthTrial([10, 100, 1_000, 10_000, 100_000], seconds);
        yield return new StackGrowthTrial([10, 100, 1_000, 10_000, 100_000], seconds);
        yield return new EndpointsTrial(seconds);
        foreach (int mtu in (int[])[1500, BenchPlan.UsualMtu])
        {
            yield return new ProfileTrial(mtu, BulkDirection.ContainerToHost, seconds);
            yield return new ProfileTrial(mtu, BulkDirection.HostToContainer, seconds);
        }
        yield return new ImpairedTrial(BulkDirection.ContainerToHost, ImpairedOctets);
        yield return new ImpairedTrial(BulkDirection.HostToContainer, ImpairedOctets);
    }

    private static IEnumerable<ITrial> Quick(double seconds)
    {
        foreach (int mtu in (int[])[1500, BenchPlan.UsualMtu])
        {
            yield return new BulkTrial(mtu, streams: 1, BulkDirection.ContainerToHost, published: false, seconds);
            yield return new BulkTrial(mtu, streams: 1, BulkDirection.HostToContainer, published: false, seconds);
        }

        foreach (ITrial trial in Published(seconds).Concat(Exchanges(seconds / 2)))
        {
            yield return trial;
        }

        yield return new DatagramTrial(1024, outward: true, seconds / 10);
        foreach (ITrial trial in Names(seconds))
        {
            yield return trial;
        }

        yield return new StartTrial();
        yield return new MemoryTrial(idleFlows: 0, seconds / 2);
        yield return new GrowthTrial([10, 1_000], seconds / 2);
    }

    private static ITrial[] Published(double seconds) =>
    [
        new BulkTrial(BenchPlan.UsualMtu, streams: 1, BulkDirection.HostToContainer, published: true, seconds),
        new BulkTrial(BenchPlan.UsualMtu, streams: 1, BulkDirection.ContainerToHost, published: true, seconds),
    ];

    private static ITrial[] Switched(double seconds) =>
        [new SwitchedTrial(mtu: 1500, streams: 1, seconds), new SwitchedTrial(mtu: 1500, streams: 4, seconds)];

    private static IEnumerable<ITrial> Machines(double seconds) =>
        from streams in (int[])[1, 4]
        from direction in (BulkDirection[])[BulkDirection.ContainerToHost, BulkDirection.HostToContainer]
        select new MachineTrial(streams, direction, seconds);

    private static ITrial[] Exchanges(double seconds) =>
    [
        new ExchangeTrial(LoadTask.Connects, published: false, seconds),
        new ExchangeTrial(LoadTask.RoundTrips, published: false, seconds),
    ];

    private static ITrial[] Names(double seconds) => [new DnsTrial(local: true, seconds), new DnsTrial(local: false, seconds)];
}
