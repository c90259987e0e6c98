using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Control.Messages;

namespace NetKit.Cli.Tests.Top;

/// <summary>A network whose counters a test sets.</summary>
internal sealed class Traffic
{
    public List<FlowInfo> Flows { get; } = [];

    public List<DropInfo> Drops { get; } = [];

    public Task<FlowList> FlowsAsync() => Task.FromResult(new FlowList([.. Flows]));

    public Task<StatsInfo> StatsAsync() => Task.FromResult(new StatsInfo([], [.. Drops]));

    public static FlowInfo Flow(int port, long octetsOut, long octetsIn, double idle = 0) => new(
        "tcp",
        "out",
        new AddressAndPort("10.0.2.100", port),
        new AddressAndPort("192.0.2.1", 443),
        new AddressAndPort("192.0.2.1", 443),
        "established",
        octetsOut,
        octetsIn,
        10,
        idle);

    /// <summary>Sets the counters of a flow that is there, or adds it.</summary>
    public void Set(int port, long octetsOut, long octetsIn, double idle = 0)
    {
        _ = Flows.RemoveAll(one => one.Container.Port == port);
        Flows.Add(Flow(port, octetsOut, octetsIn, idle));
    }

    public void SetDrop(string reason, long count)
    {
        _ = Drops.RemoveAll(one => one.Reason == reason);
        Drops.Add(new DropInfo("ip", reason, count));
    }

    public void AddMany(int count)
    {
        foreach (int port in Enumerable.Range(1, count))
        {
            Set(port, 0, 0);
        }
    }
}
