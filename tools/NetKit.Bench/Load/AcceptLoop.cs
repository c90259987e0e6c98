using System;
using System.Net.Sockets;

namespace NetKit.Bench.Load;

/// <summary>One thread of a server: takes a client, serves it to its end, takes the next.</summary>
internal static class AcceptLoop
{
    private const int BufferLength = 64 << 10;

    /// <summary>Returns when the listener is closed. A client that resets costs itself only.</summary>
    /// <param name="listener">Where clients come in.</param>
    /// <param name="serve">Gets each connection and the thread's buffer.</param>
    public static void Run(Socket listener, Action<Socket, byte[]> serve)
    {
        byte[] buffer = new byte[BufferLength];
        while (true)
        {
            try
            {
                using Socket connection = listener.Accept();
                connection.NoDelay = true;
                serve(connection, buffer);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // A client that resets or a listener that closes.
                if (!listener.IsBound)
                {
                    return;
                }
            }
        }
    }
}
