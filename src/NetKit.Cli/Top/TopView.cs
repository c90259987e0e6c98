using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using NetKit.Cli.Output;
using NetKit.Control.Messages;

namespace NetKit.Cli.Top;

/// <summary>What <c>netkit top</c> shows: the fastest flows, their sum, and what is dropped.</summary>
/// <param name="flows">Asks for the flows.</param>
/// <param name="stats">Asks for the counters.</param>
/// <param name="time">Tells what has passed between two looks.</param>
internal sealed class TopView(Func<Task<FlowList>> flows, Func<Task<StatsInfo>> stats, TimeProvider time) : ILiveView
{
    // The title, the headings of both tables and a blank line between them.
    private const int RowsAround = 4;
    private const int LeastDrops = 2;

    private readonly FlowRates _rates = new();
    private readonly DropRates _drops = new();
    private long _lookedAt = time.GetTimestamp();

    /// <summary>Of the last look.</summary>
    public TopReport Report { get; private set; } = new(0, 0, 0, [], []);

    public bool ComparesLooks => true;

    public async Task LookAsync()
    {
        FlowList list = await flows().ConfigureAwait(false);
        StatsInfo counters = await stats().ConfigureAwait(false);
        TimeSpan elapsed = time.GetElapsedTime(_lookedAt);
        _lookedAt = time.GetTimestamp();
        IReadOnlyList<FlowRate> rates = _rates.Next(list.Flows, elapsed);
        Report = new TopReport(
            Math.Round(elapsed.TotalSeconds, 3),
            Math.Round(rates.Sum(static one => one.OctetsOutPerSecond), 1),
            Math.Round(rates.Sum(static one => one.OctetsInPerSecond), 1),
            rates,
            _drops.Next(counters.Drops));
    }

    public LiveFrame Draw(int rows)
    {
        int drops = Math.Min(Report.Drops.Count, Math.Max(LeastDrops, rows / 4));
        int shown = Math.Min(Report.Flows.Count, Math.Max(1, rows - RowsAround - drops));
        string title = string.Create(
            CultureInfo.InvariantCulture,
            $"netkit top: flows {LiveFrame.Of(shown, Report.Flows.Count)}, out {Rate(Report.OctetsOutPerSecond)}, in {Rate(Report.OctetsInPerSecond)}; q ends");
        return new LiveFrame(title, [FlowsOf(Report.Flows.Take(shown)), DropsOf(Report.Drops.Take(drops))]);
    }

    public void Print(OutputKind output)
    {
        if (output.AsJson)
        {
            output.WriteJson(Report, TopJson.Default.TopReport);
            return;
        }

        output.Write(FlowsOf(Report.Flows));
        output.Writer.WriteLine();
        output.Write(DropsOf(Report.Drops));
    }

    private static string Rate(double octets) => $"{Quantity.Octets((long)octets)}/s";

    private static Table FlowsOf(IEnumerable<FlowRate> rates)
    {
        Table table = new("PROTOCOL", "DIR", "CONTAINER", "REMOTE", "STATE", "OUT/S", "IN/S", "ENDPOINT");
        foreach (FlowRate one in rates)
        {
            FlowInfo flow = one.Flow;
            table.Add(
                flow.Protocol,
                flow.Direction,
                flow.Container.ToString(),
                flow.Remote.ToString(),
                flow.State,
                Quantity.Octets((long)one.OctetsOutPerSecond),
                Quantity.Octets((long)one.OctetsInPerSecond),
                flow.Endpoint is null ? string.Empty : $"{flow.Network}/{flow.Endpoint}");
        }

        return table;
    }

    private static Table DropsOf(IEnumerable<DropRate> drops)
    {
        Table table = new("DROPS", "REASON", "ALL", "NEW");
        foreach (DropRate one in drops)
        {
            table.Add(one.Group, one.Reason, Number(one.Count), Number(one.New));
        }

        return table;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
