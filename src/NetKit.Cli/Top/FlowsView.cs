using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Cli.Output;
using NetKit.Control;
using NetKit.Control.Messages;

namespace NetKit.Cli.Top;

/// <summary>What <c>netkit flows</c> shows; when it watches, the fastest first and with their rates.</summary>
/// <param name="flows">Asks for the flows.</param>
/// <param name="time">Tells what has passed between two looks.</param>
internal sealed class FlowsView(Func<Task<FlowList>> flows, TimeProvider time) : ILiveView
{
    // The title and the headings.
    private const int RowsAround = 2;

    private readonly FlowRates _rates = new();
    private FlowList _list = new([]);
    private IReadOnlyList<FlowRate> _flows = [];
    private long _lookedAt = time.GetTimestamp();

    public bool ComparesLooks => false;

    public async Task LookAsync()
    {
        _list = await flows().ConfigureAwait(false);
        _flows = _rates.Next(_list.Flows, time.GetElapsedTime(_lookedAt));
        _lookedAt = time.GetTimestamp();
    }

    public LiveFrame Draw(int rows)
    {
        int shown = Math.Min(_flows.Count, Math.Max(1, rows - RowsAround));
        string title = string.Create(CultureInfo.InvariantCulture, $"netkit flows: {LiveFrame.Of(shown, _flows.Count)}; q ends");
        return new LiveFrame(title, [TableOf(_flows.Take(shown), withRates: true)]);
    }

    public void Print(OutputKind output)
    {
        if (output.AsJson)
        {
            output.WriteJson(_list, ControlJson.Default.FlowList);
            return;
        }

        output.Write(TableOf(_list.Flows.Select(static flow => new FlowRate(flow, 0, 0)), withRates: false));
    }

    private Table TableOf(IEnumerable<FlowRate> rates, bool withRates)
    {
        bool ofDaemon = _list.Flows.Any(static flow => flow.Network is not null);
        Table table = new(
        [
            "PROTOCOL", "DIR", "CONTAINER", "REMOTE", "HOST", "STATE", "OUT", "IN",
            .. withRates ? ["OUT/S", "IN/S"] : Array.Empty<string>(),
            "AGE", "IDLE",
            .. ofDaemon ? ["ENDPOINT"] : Array.Empty<string>(),
        ]);
        foreach (FlowRate one in rates)
        {
            FlowInfo flow = one.Flow;
            table.Add(
            [
                flow.Protocol,
                flow.Direction,
                flow.Container.ToString(),
                flow.Remote.ToString(),
                flow.Host.ToString(),
                flow.Spliced ? $"{flow.State} (spliced)" : flow.State,
                Quantity.Octets(flow.OctetsOut),
                Quantity.Octets(flow.OctetsIn),
                .. withRates ? [Quantity.Octets((long)one.OctetsOutPerSecond), Quantity.Octets((long)one.OctetsInPerSecond)] : Array.Empty<string>(),
                Quantity.Duration(flow.AgeSeconds),
                Quantity.Duration(flow.IdleSeconds),
                .. ofDaemon ? [$"{flow.Network}/{flow.Endpoint}"] : Array.Empty<string>(),
            ]);
        }

        return table;
    }
}
