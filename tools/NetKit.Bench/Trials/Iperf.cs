using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using NetKit.Bench.Lab;

namespace NetKit.Bench.Trials;

/// <summary>iperf3: one server for one client, so that no measurement inherits another one's trouble.</summary>
internal static class Iperf
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(5);

    // A peer that stalls at the end of a transfer still gets its figure; one that hangs does not.
    private const double ExtraSeconds = 10;

    public static BulkResult Run(BenchLab lab, BulkTarget target, double seconds, int streams, params string[] options)
    {
        string log = lab.LogOf("iperf3-server");
        File.Delete(log);
        using Background server = StartServer(target, log, lab.Cancel);
        string[] command = ClientCommand(target, seconds, streams, options);
        return Parse(Command.Run(command, TimeSpan.FromSeconds(seconds + ExtraSeconds), lab.Cancel));
    }

    /// <summary>A transfer that lasts until it is disposed of, for what is measured beside it.</summary>
    public static IDisposable Begin(BenchLab lab, BulkTarget target, double seconds, params string[] options)
    {
        string log = lab.LogOf("iperf3-server");
        File.Delete(log);
        Background server = StartServer(target, log, lab.Cancel);
        Background client = new(ClientCommand(target, seconds, streams: 1, options), lab.LogOf("iperf3-client"));
        return new Pair(client, server);
    }

    private static Background StartServer(BulkTarget target, string log, CancellationToken cancel)
    {
        string port = target.ServerPort.ToString(CultureInfo.InvariantCulture);
        Background server = new([.. target.ServerEnter, "iperf3", "--server", "--one-off", "--forceflush", "--port", port], log);
        long start = Stopwatch.GetTimestamp();
        while (!File.Exists(log) || !File.ReadAllText(log).Contains("Server listening", StringComparison.Ordinal))
        {
            if (server.HasExited || Stopwatch.GetElapsedTime(start) > StartPatience || cancel.IsCancellationRequested)
            {
                server.Dispose();
                cancel.ThrowIfCancellationRequested();
                throw new BenchException($"The iperf3 server on port {port} did not start; see {log}");
            }

            Thread.Sleep(2);
        }

        return server;
    }

    private static string[] ClientCommand(BulkTarget target, double seconds, int streams, string[] options) =>
    [
        .. target.ClientEnter, "iperf3", "--client", target.Address, "--port", target.Port.ToString(CultureInfo.InvariantCulture),
        "--congestion", BenchLab.CongestionControl, "--time", seconds.ToString("0", CultureInfo.InvariantCulture),
        "--parallel", streams.ToString(CultureInfo.InvariantCulture), "--connect-timeout", "3000", "--json", .. options,
    ];

    private static BulkResult Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.TryGetProperty("error", out JsonElement error))
        {
            throw new BenchException($"iperf3: {error.GetString()}");
        }

        JsonElement end = document.RootElement.GetProperty("end");
        return new BulkResult(
            Sum(end, "sum_received", "bits_per_second"),
            Sum(end, "sum_received_bidir_reverse", "bits_per_second"),
            Sum(end, "sum_received", "bytes") + Sum(end, "sum_received_bidir_reverse", "bytes"),
            Sum(end, "sum_sent", "retransmits") + Sum(end, "sum_sent_bidir_reverse", "retransmits"),
            [.. end.GetProperty("streams").EnumerateArray().Select(static stream => Sum(stream, "receiver", "bits_per_second"))]);
    }

    private static double Sum(JsonElement parent, string name, string value) =>
        parent.TryGetProperty(name, out JsonElement sum) && sum.TryGetProperty(value, out JsonElement number) ? number.GetDouble() : 0;

    private sealed class Pair(Background client, Background server) : IDisposable
    {
        public void Dispose()
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
