using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Control.Messages;

namespace NetKit.Cli.Top;

/// <summary>How fast flows are, from two looks at their counters.</summary>
internal sealed class FlowRates
{
    private Dictionary<string, FlowInfo>? _before;

    /// <summary>
    /// The flows of a look with octets a second since the one before, fastest first. A flow that is new counts from nothing; the first look knows no rates.
    /// </summary>
    public IReadOnlyList<FlowRate> Next(IReadOnlyList<FlowInfo> flows, TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        List<FlowRate> rates = [];
        Dictionary<string, FlowInfo> now = new(flows.Count);
        foreach (FlowInfo flow in flows)
        {
            string key = $"{flow.Network} {flow.Protocol} {flow.Container} {flow.Remote}";
            now[key] = flow;
            FlowInfo? before = _before is null ? flow : _before.GetValueOrDefault(key);
            rates.Add(new FlowRate(
                flow,
                RateOf(flow.OctetsOut - (before?.OctetsOut ?? 0), seconds),
                RateOf(flow.OctetsIn - (before?.OctetsIn ?? 0), seconds)));
        }

        _before = now;
        return [.. rates.OrderByDescending(static one => one.OctetsOutPerSecond + one.OctetsInPerSecond).ThenBy(static one => one.Flow.IdleSeconds)];
    }

    // A flow with the same ends may be another one, which has counted less.
    private static double RateOf(long octets, double seconds) => Math.Round(Math.Max(0, octets) / seconds, 1);
}
