using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace NetKit.Bench.Load;

/// <summary>Sends datagrams at a rate, as many as are due once a millisecond.</summary>
internal static class DatagramSource
{
    /// <summary>Sends to an address; a datagram that the socket refuses was not sent.</summary>
    public static LoadReply Send(LoadRequest request)
    {
        using Socket socket = Sockets.Datagrams();
        socket.Connect(new IPEndPoint(IPAddress.Parse(request.Address), request.Port));
        return Run(socket, request);
    }

    /// <summary>Waits for a hello on the port and sends to where it came from.</summary>
    public static LoadReply Answer(LoadRequest request)
    {
        using Socket socket = Sockets.Datagrams();
        socket.Bind(new IPEndPoint(IPAddress.Parse(request.Address), request.Port));
        socket.ReceiveTimeout = 2_000;
        EndPoint caller = new IPEndPoint(IPAddress.Any, 0);
        socket.ReceiveFrom(new byte[64], ref caller);
        socket.Connect(caller);
        return Run(socket, request);
    }

    private static LoadReply Run(Socket socket, LoadRequest request)
    {
        byte[] datagram = new byte[request.Size];
        long sent = 0;
        long start = Stopwatch.GetTimestamp();
        double busy = 0;
        while (busy < request.Seconds)
        {
            Thread.Sleep(1);
            long due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * request.Rate) - sent;
            for (long i = 0; i < due; i++)
            {
                sent += TrySend(socket, datagram) ? 1 : 0;
            }

            busy = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return new LoadReply { Count = sent, Seconds = busy };
    }

    private static bool TrySend(Socket socket, byte[] datagram)
    {
        try
        {
            return socket.Send(datagram) == datagram.Length;
        }
        catch (SocketException failure) when (failure.SocketErrorCode
            is SocketError.ConnectionRefused or SocketError.NoBufferSpaceAvailable)
        {
            return false;
        }
    }
}
