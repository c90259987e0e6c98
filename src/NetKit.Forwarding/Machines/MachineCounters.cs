using System;
using System.Collections.Generic;
using NetKit.Forwarding.Endpoints;
using NetKit.Links.Vm;

namespace NetKit.Forwarding.Machines;

/// <summary>What became of the machines' connections. Loop thread only.</summary>
internal sealed class MachineCounters
{
    private const string Group = "machines";

    private readonly long[] _ends = new long[Enum.GetValues<StreamEnd>().Length];

    /// <summary>Connections that were made, or handed over.</summary>
    public long Connected { get; set; }

    /// <summary>Machines that became endpoints.</summary>
    public long Joined { get; set; }

    /// <summary>Connections of other users, beyond what may wait for a first frame, or without an address for them.</summary>
    public long TurnedAway { get; set; }

    public void End(StreamEnd end) => _ends[(int)end]++;

    public IEnumerable<CounterSnapshot> Report()
    {
        yield return new CounterSnapshot(Group, "connected", Connected);
        yield return new CounterSnapshot(Group, "joined", Joined);
        yield return new CounterSnapshot(Group, "turned-away", TurnedAway);
        foreach (StreamEnd end in Enum.GetValues<StreamEnd>())
        {
            if (end is not StreamEnd.None)
            {
                yield return new CounterSnapshot(Group, $"ended-{CounterNames.Of(end)}", _ends[(int)end]);
            }
        }
    }
}
