using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace NetKit.Bench.Load;

/// <summary>Requests and responses on one connection, one after the other.</summary>
internal static class RoundTrips
{
    private const double WarmUpSeconds = 0.1;

    public static LoadReply Measure(LoadRequest request)
    {
        using Socket socket = Sockets.Connect(new IPEndPoint(IPAddress.Parse(request.Address), request.Port));
        byte[] message = new byte[request.Size];
        Run(socket, message, WarmUpSeconds);
        long start = Stopwatch.GetTimestamp();
        Latencies latencies = Run(socket, message, request.Seconds);
        return new LoadReply
        {
            Count = latencies.Count,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Median = latencies.Percentile(0.5),
            Percentile99 = latencies.Percentile(0.99),
        };
    }

    private static Latencies Run(Socket socket, Span<byte> message, double seconds)
    {
        Latencies latencies = new();
        long now = Stopwatch.GetTimestamp();
        long end = now + (long)(seconds * Stopwatch.Frequency);
        while (now < end)
        {
            Sockets.Ask(socket, message);
            long done = Stopwatch.GetTimestamp();
            latencies.Add(done - now);
            now = done;
        }

        return latencies;
    }
}
