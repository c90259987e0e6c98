using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace NetKit.EndToEnd.Tests.Servers;

/// <summary>Sends every datagram back to where it came from.</summary>
internal sealed class UdpEcho : IDisposable
{
    private const int Largest = 65507;

    private readonly Socket _socket;

    public UdpEcho(Socket socket)
    {
        _socket = socket;
        _ = ServeAsync();
    }

    /// <summary>A client's half: sends, and waits for what comes back.</summary>
    public static (byte[] Received, IPEndPoint From) Exchange(Socket client, IPEndPoint to, byte[] octets)
    {
        byte[] buffer = new byte[Largest];
        client.ReceiveTimeout = 5000;
        _ = client.SendTo(octets, to);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int count = client.ReceiveFrom(buffer, ref from);
        return (buffer[..count], (IPEndPoint)from);
    }

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync()
    {
        byte[] buffer = new byte[Largest];
        try
        {
            while (true)
            {
                SocketReceiveFromResult one = await _socket
                    .ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0)).ConfigureAwait(false);
                _ = await _socket.SendToAsync(buffer.AsMemory(0, one.ReceivedBytes), one.RemoteEndPoint).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The socket has been closed: the end of the test.
        }
    }
}
