using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Forwarding.Endpoints;
using NetKit.Netstack.Network.Switching;

namespace NetKit.Forwarding.Networks;

/// <summary>All counters of a switch at one moment: the sums over the ports that it has.</summary>
internal static class SwitchReport
{
    public static IReadOnlyList<CounterSnapshot> Of(SwitchFabric fabric)
    {
        SwitchPortCounters[] ports = [.. fabric.Ports.Select(static port => port.Port.Counters)];
        List<CounterSnapshot> all =
        [
            new("switch", "ports", ports.Length),
            new("switch", "learned", fabric.Switch.LearnedCount),
            new("switch", "frames-in", ports.Sum(static port => port.FramesIn)),
            new("switch", "octets-in", ports.Sum(static port => port.OctetsIn)),
            new("switch", "forwarded", ports.Sum(static port => port.Forwarded)),
            new("switch", "dropped", ports.Sum(static port => port.TotalDrops)),
            new("switch", "frames-out", ports.Sum(static port => port.FramesOut)),
            new("switch", "octets-out", ports.Sum(static port => port.OctetsOut)),
            new("switch", "refused", ports.Sum(static port => port.Refused)),
        ];
        foreach (SwitchDropReason reason in Enum.GetValues<SwitchDropReason>().Where(static reason => reason is not SwitchDropReason.None))
        {
            all.Add(new CounterSnapshot("switch.drops", CounterNames.Of(reason), ports.Sum(port => port.Drops(reason))));
        }

        return all;
    }
}
