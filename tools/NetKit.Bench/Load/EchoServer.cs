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
            new Thread(Accept) { IsBackground = true, Name = $"echo {i}" }.Start();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        byte[] buffer = new byte[64 << 10];
        while (true)
        {
            try
            {
                using Socket connection = _listener.Accept();
                connection.NoDelay = true;
                Serve(connection, buffer);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A client that resets or a listener that closes: the next accept tells them apart.
                if (!_listener.IsBound)
                {
                    return;
                }
            }
        }
    }

    private static void Serve(Socket connection, byte[] buffer)
    {
        int count;
        while ((count = connection.Receive(buffer)) > 0)
        {
            connection.Send(buffer.AsSpan(0, count));
        }
    }
}
