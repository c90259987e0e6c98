using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace NetKit.Bench.Load;

/// <summary>Connect, request, response, close: one after the other, as a client without keep-alive does.</summary>
internal static class Connects
{
    private const double WarmUpSeconds = 0.1;

    public static LoadReply Measure(LoadRequest request)
    {
        IPEndPoint server = new(IPAddress.Parse(request.Address), request.Port);
        byte[] message = new byte[request.Size];
        Run(server, message, WarmUpSeconds);
        long start = Stopwatch.GetTimestamp();
        Latencies latencies = Run(server, message, request.Seconds);
        return new LoadReply
        {
            Count = latencies.Count,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Median = latencies.Percentile(0.5),
            Percentile99 = latencies.Percentile(0.99),
        };
    }

    private static Latencies Run(IPEndPoint server, Span<byte> message, double seconds)
    {
        Latencies latencies = new();
        long now = Stopwatch.GetTimestamp();
        long end = now + (long)(seconds * Stopwatch.Frequency);
        while (now < end)
        {
            using (Socket socket = Sockets.Connect(server))
            {
                Sockets.Ask(socket, message);
            }

            long done = Stopwatch.GetTimestamp();
            latencies.Add(done - now);
            now = done;
        }

        return latencies;
    }
}
