using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Control.Messages;

namespace NetKit.Cli.Output;

/// <summary>How fast flows are, from two looks at their counters.</summary>
internal sealed class FlowRates
{
    private Dictionary<string, FlowInfo> _before = [];

    /// <summary>The flows of a second look with octets a second out and in, fastest first. A flow that is new counts from nothing.</summary>
    public IReadOnlyList<(FlowInfo Flow, double Out, double In)> Next(IReadOnlyList<FlowInfo> flows, TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        List<(FlowInfo Flow, double Out, double In)> rates = [];
        Dictionary<string, FlowInfo> now = new(flows.Count);
        foreach (FlowInfo flow in flows)
        {
            string key = $"{flow.Network} {flow.Protocol} {flow.Container} {flow.Remote}";
            now[key] = flow;
            FlowInfo? before = _before.GetValueOrDefault(key);
            long octetsOut = flow.OctetsOut - (before?.OctetsOut ?? 0);
            long octetsIn = flow.OctetsIn - (before?.OctetsIn ?? 0);
            rates.Add((flow, Math.Max(0, octetsOut) / seconds, Math.Max(0, octetsIn) / seconds));
        }

        _before = now;
        return [.. rates.OrderByDescending(static one => one.Out + one.In).ThenBy(static one => one.Flow.IdleSeconds)];
    }
}
