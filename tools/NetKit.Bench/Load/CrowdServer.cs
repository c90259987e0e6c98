using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace NetKit.Bench.Load;

/// <summary>Sends back what it gets, to as many connections as come, on a row of ports.</summary>
internal sealed class CrowdServer : IDisposable
{
    private const int RetryMilliseconds = 10;

    private readonly Socket[] _listeners;

    public CrowdServer(LoadRequest request)
    {
        _listeners = new Socket[request.Ports];
        for (int i = 0; i < _listeners.Length; i++)
        {
            _listeners[i] = Sockets.Listen(new IPEndPoint(IPAddress.Parse(request.Address), request.Port + i));
            _ = AcceptAsync(_listeners[i], request.Size);
        }
    }

    public void Dispose() => Array.ForEach(_listeners, static listener => listener.Dispose());

    private static async Task AcceptAsync(Socket listener, int size)
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptAsync(), new byte[size]);
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.TooManyOpenSockets)
            {
                // Another client's turn comes, when this one's connections are closed.
                await Task.Delay(RetryMilliseconds);
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task ServeAsync(Socket connection, byte[] buffer)
    {
        using (connection)
        {
            try
            {
                connection.NoDelay = true;
                int count;
                while ((count = await connection.ReceiveAsync(buffer)) > 0)
                {
                    await connection.SendAsync(buffer.AsMemory(0, count));
                }
            }
            catch (SocketException)
            {
                // The client went away; so does its connection.
            }
        }
    }
}
