using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using NUnit.Framework;

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
        EndPoint from = AnyOf(client);
        int count = client.ReceiveFrom(buffer, ref from);
        return (buffer[..count], (IPEndPoint)from);
    }

    /// <summary>A datagram of this length comes back as it was sent, from where it was sent to.</summary>
    public static void AssertEchoes(Socket client, IPEndPoint to, int length)
    {
        byte[] sent = [.. Enumerable.Range(0, length).Select(static i => (byte)i)];
        (byte[] received, IPEndPoint from) = Exchange(client, to, sent);
        Assert.That(from, Is.EqualTo(to));
        Assert.That(received, Is.EqualTo(sent));
    }

    public void Dispose() => _socket.Dispose();

    private static IPEndPoint AnyOf(Socket socket) =>
        new(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);

    private async Task ServeAsync()
    {
        byte[] buffer = new byte[Largest];
        try
        {
            while (true)
            {
                SocketReceiveFromResult one = await _socket
                    .ReceiveFromAsync(buffer, AnyOf(_socket)).ConfigureAwait(false);
                _ = await _socket.SendToAsync(buffer.AsMemory(0, one.ReceivedBytes), one.RemoteEndPoint).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The socket has been closed: the end of the test.
        }
    }
}
