using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace NetKit.Bench.Load;

/// <summary>Finds out when a network begins to work: the first request that is answered through it.</summary>
internal static class FirstAnswer
{
    public static LoadReply Await(LoadRequest request)
    {
        IPEndPoint server = new(IPAddress.Parse(request.Address), request.Port);
        long start = Stopwatch.GetTimestamp();
        int attempts = 0;

        // Before its route is there a connect fails at once; once it is, a lost SYN must not cost the second of its retransmission.
        TimeSpan patience = TimeSpan.FromSeconds(request.AttemptSeconds);
        while (!IsAnswered(server, patience))
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > request.Seconds)
            {
                throw new InvalidOperationException($"{server} did not answer within {request.Seconds} s.");
            }

            attempts++;
            Thread.Sleep(1);
        }

        return new LoadReply { Count = attempts, Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    private static bool IsAnswered(IPEndPoint server, TimeSpan patience)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using CancellationTokenSource tooLate = new(patience);
        try
        {
            socket.ConnectAsync(server, tooLate.Token).AsTask().GetAwaiter().GetResult();
            byte[] message = [1];
            socket.Send(message);
            return socket.ReceiveAsync(message.AsMemory(), tooLate.Token).AsTask().GetAwaiter().GetResult() == 1;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
