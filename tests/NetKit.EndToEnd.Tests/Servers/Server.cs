using System;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace NetKit.EndToEnd.Tests.Servers;

/// <summary>Accepts on a socket that is already in the right namespace, and hands each connection on.</summary>
internal sealed class Server : IDisposable
{
    private readonly Socket _listener;
    private readonly Func<Socket, Task> _serve;

    public Server(Socket listener, Func<Socket, Task> serve)
    {
        _listener = listener;
        _serve = serve;
        _ = AcceptAsync();
    }

    /// <summary>Serves a connection by sending back what it sends, until its end.</summary>
    public static async Task EchoAsync(Socket connection)
    {
        byte[] buffer = new byte[1024];
        int count;
        while ((count = await connection.ReceiveAsync(buffer).ConfigureAwait(false)) > 0)
        {
            _ = await connection.SendAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync().ConfigureAwait(false));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener has been closed: the end of the test.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        using (connection)
        {
            try
            {
                await _serve(connection).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The client left; what that means is the client's test.
            }
        }
    }
}
