using System;
using System.Net;
using System.Net.Sockets;

namespace NetKit.Bench.Load;

/// <summary>Sockets as the load uses them: blocking, and giving up after a while.</summary>
internal static class Sockets
{
    // Longer than any peer needs to answer, shorter than anybody's patience.
    private const int TimeoutMilliseconds = 5_000;

    // SOL_SOCKET, SO_RCVBUFFORCE and SO_SNDBUFFORCE: the limit of net.core.rmem_max is not what is measured here.
    private const int SocketLevel = 1;
    private const int SendBufferForce = 32;
    private const int ReceiveBufferForce = 33;
    private const int DatagramBuffer = 4 << 20;

    public static Socket Connect(IPEndPoint server)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = TimeoutMilliseconds,
            SendTimeout = TimeoutMilliseconds,
        };
        try
        {
            socket.Connect(server);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    public static Socket Listen(IPEndPoint local)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(local);
        listener.Listen(4096);
        return listener;
    }

    public static Socket Datagrams()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        byte[] size = BitConverter.GetBytes(DatagramBuffer);
        socket.SetRawSocketOption(SocketLevel, SendBufferForce, size);
        socket.SetRawSocketOption(SocketLevel, ReceiveBufferForce, size);
        return socket;
    }

    /// <summary>Reads until the buffer is full; false when the peer closed before.</summary>
    public static bool TryReceiveAll(Socket socket, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = socket.Receive(buffer);
            if (count == 0)
            {
                return false;
            }

            buffer = buffer[count..];
        }

        return true;
    }

    /// <summary>One request and its response of the same size.</summary>
    public static void Ask(Socket socket, Span<byte> message)
    {
        socket.Send(message);
        if (!TryReceiveAll(socket, message))
        {
            throw new InvalidOperationException("The server closed the connection before it answered.");
        }
    }
}
