using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using NetKit.Bench.Peers;

namespace NetKit.Bench.Results;

/// <summary>
/// Everything as JSON: <c>format</c> (1), <c>started</c>, <c>machine</c>, <c>congestionControl</c>, <c>mostFlows</c>, <c>plan</c>, <c>peers</c>, <c>rows</c>
/// with each peer's <c>median</c>, <c>min</c>, <c>max</c>, <c>runs</c>, <c>toVeth</c> and <c>toLoopback</c>, and <c>failures</c>.
/// </summary>
internal static class JsonReport
{
    private const int Format = 1;

    public static void Write(string path, RunInfo run, ResultTable results)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            WriteRun(json, run);
            json.WriteStartArray("rows");
            foreach (Row row in results.Rows)
            {
                WriteRow(json, row, run, results);
            }

            json.WriteEndArray();
            WriteFailures(json, results.Failures);
            json.WriteEndObject();
        }

        File.WriteAllText(path, Encoding.UTF8.GetString(stream.ToArray()) + "\n");
    }

    private static void WriteRun(Utf8JsonWriter json, RunInfo run)
    {
        json.WriteString("started", run.Started);
        json.WriteStartObject("machine");
        json.WriteString("processor", run.Machine.Processor);
        json.WriteNumber("cores", run.Machine.Cores);
        json.WriteString("kernel", run.Machine.Kernel);
        json.WriteNumber("memoryGiB", run.Machine.MemoryGiB);
        json.WriteNumber("loadAverage", run.Machine.LoadAverage);
        json.WriteEndObject();
        json.WriteString("congestionControl", run.CongestionControl);
        json.WriteNumber("mostFlows", run.MostFlows);
        json.WriteStartObject("plan");
        json.WriteBoolean("quick", run.Plan.Quick);
        json.WriteNumber("runs", run.Plan.Runs);
        json.WriteNumber("seconds", run.Plan.Seconds);
        json.WriteEndObject();
        json.WriteStartObject("peers");
        foreach ((string name, string description) in run.Peers)
        {
            json.WriteString(name, description);
        }

        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, Row row, RunInfo run, ResultTable results)
    {
        json.WriteStartObject();
        json.WriteString("section", row.Section);
        json.WriteString("name", row.Name);
        json.WriteString("unit", row.Unit);
        json.WriteBoolean("higherIsBetter", row.HigherIsBetter);
        json.WriteStartObject("peers");
        foreach (string peer in run.Peers.Select(static peer => peer.Name))
        {
            if (results.SpreadOf(row, peer) is { } spread)
            {
                WriteValue(json, row, peer, spread, results);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, Row row, string peer, Spread spread, ResultTable results)
    {
        json.WriteStartObject(peer);
        json.WriteNumber("median", spread.Median);
        json.WriteNumber("min", spread.Minimum);
        json.WriteNumber("max", spread.Maximum);
        json.WriteStartArray("runs");
        foreach (double value in results.Values(row, peer))
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        WriteRatio(json, "toVeth", results.Ratio(row, peer, VethPeer.PeerName));
        WriteRatio(json, "toLoopback", results.Ratio(row, peer, LoopbackPeer.PeerName));
        json.WriteEndObject();
    }

    private static void WriteRatio(Utf8JsonWriter json, string name, double? ratio)
    {
        if (ratio is { } value)
        {
            json.WriteNumber(name, value);
        }
    }

    private static void WriteFailures(Utf8JsonWriter json, IReadOnlyList<Failure> failures)
    {
        json.WriteStartArray("failures");
        foreach (Failure failure in failures)
        {
            json.WriteStartObject();
            json.WriteString("peer", failure.Peer);
            json.WriteString("trial", failure.Trial);
            json.WriteString("reason", failure.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
