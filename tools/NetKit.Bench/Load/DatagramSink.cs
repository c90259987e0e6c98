using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace NetKit.Bench.Load;

/// <summary>Counts datagrams, on a thread of its own.</summary>
internal sealed class DatagramSink : IDisposable
{
    // Nothing came for so long: nothing is under way any more.
    private const int QuietMilliseconds = 50;

    private readonly Socket _socket = Sockets.Datagrams();
    private readonly Thread _thread;
    private long _count;

    /// <summary>
    /// Listens on <see cref="LoadRequest.Port"/>; with an <see cref="LoadRequest.Address"/>, says hello there instead and counts what
    /// comes back through the flow that this makes.
    /// </summary>
    public DatagramSink(LoadRequest request)
    {
        if (request.Address == "0.0.0.0")
        {
            _socket.Bind(new IPEndPoint(IPAddress.Any, request.Port));
        }
        else
        {
            _socket.Connect(new IPEndPoint(IPAddress.Parse(request.Address), request.Port));
            _socket.Send([1]);
        }

        _socket.ReceiveTimeout = QuietMilliseconds;
        _thread = new Thread(() => Receive(_socket)) { IsBackground = true, Name = "datagrams" };
        _thread.Start();
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Waits until it is quiet.</summary>
    public LoadReply CountAll()
    {
        long before;
        do
        {
            before = Volatile.Read(ref _count);
            Thread.Sleep(QuietMilliseconds);
        }
        while (Volatile.Read(ref _count) != before);

        return new LoadReply { Count = before };
    }

    private void Receive(Socket socket)
    {
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            try
            {
                socket.Receive(buffer);
                _count++;
            }
            catch (SocketException failure) when (failure.SocketErrorCode
                is SocketError.TimedOut or SocketError.WouldBlock or SocketError.ConnectionRefused)
            {
                continue;
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
