using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace NetKit.Bench.Load;

/// <summary>
/// Sends back what it gets. Each of a few threads accepts and serves one connection at a time: no hand-over between threads
/// stands in what is measured.
/// </summary>
internal sealed class EchoServer : IDisposable
{
    private const int Threads = 4;

    private readonly Socket _listener;

    public EchoServer(LoadRequest request)
    {
        _listener = Sockets.Listen(new IPEndPoint(IPAddress.Parse(request.Address), request.Port));
        for (int i = 0; i < Threads; i++)
        {
            new Thread(() => AcceptLoop.Run(_listener, Serve)) { IsBackground = true, Name = $"echo {i}" }.Start();
        }
    }

    public void Dispose() => _listener.Dispose();

    private static void Serve(Socket connection, byte[] buffer)
    {
        int count;
        while ((count = connection.Receive(buffer)) > 0)
        {
            connection.Send(buffer.AsSpan(0, count));
        }
    }
}
