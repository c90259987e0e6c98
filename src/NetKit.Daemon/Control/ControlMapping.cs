using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Control.Messages;
using NetKit.Control.Ports;
using NetKit.Forwarding.Endpoints;
using NetKit.Interop;

namespace NetKit.Daemon.Control;

/// <summary>Snapshots of the data plane as messages of the control API.</summary>
public static class ControlMapping
{
    /// <summary>A group such as <c>tcp.drops</c> counts what was dropped, one counter a reason.</summary>
    private const string DropSuffix = ".drops";

    public static ForwardList ToMessage(IEnumerable<ForwardSnapshot> forwards) => new([.. forwards.Select(ToMessage)]);

    public static FlowList ToMessage(IEnumerable<FlowSnapshot> flows) => new([.. flows.Select(ToMessage)]);

    /// <summary>Groups keep the order in which they first appear, and so do the counters in them.</summary>
    public static StatsInfo ToMessage(IReadOnlyList<CounterSnapshot> counters)
    {
        List<CounterGroup> groups =
        [
            .. counters
                .Where(static counter => !IsDrop(counter))
                .GroupBy(static counter => counter.Group)
                .Select(static group => new CounterGroup(group.Key, [.. group.Select(static one => new CounterInfo(one.Name, one.Value))])),
        ];
        List<DropInfo> drops =
        [
            .. counters
                .Where(IsDrop)
                .Select(static counter => new DropInfo(counter.Group[..^DropSuffix.Length], counter.Name, counter.Value)),
        ];
        return new StatsInfo(groups, drops);
    }

    private static ForwardInfo ToMessage(ForwardSnapshot snapshot) => new(
        snapshot.Id,
        snapshot.Forward.Protocol == ForwardProtocol.Udp ? PortProtocol.Udp : PortProtocol.Tcp,
        ToMessage(snapshot.Forward.Host, snapshot.Forward.SocketPath),
        ToMessage(snapshot.Forward.Container),
        "listening",
        Direction: snapshot.Forward.IsOutward ? ForwardDirection.Out : ForwardDirection.In);

    private static FlowInfo ToMessage(FlowSnapshot flow) => new(
        flow.Protocol,
        flow.Inbound ? "in" : "out",
        ToMessage(flow.Container),
        ToMessage(flow.Remote),
        ToMessage(flow.Host, flow.HostPath),
        flow.State,
        flow.OctetsOut,
        flow.OctetsIn,
        Seconds(flow.Age),
        Seconds(flow.Idle),
        Spliced: flow.IsSpliced);

    private static AddressAndPort ToMessage(SocketEndpoint endpoint, string? path) =>
        path is null ? ToMessage(endpoint) : AddressAndPort.OfSocket(path);

    private static AddressAndPort ToMessage(SocketEndpoint endpoint) => new(endpoint.Address.ToString(), endpoint.Port);

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    private static bool IsDrop(CounterSnapshot counter) => counter.Group.EndsWith(DropSuffix, StringComparison.Ordinal);
}
