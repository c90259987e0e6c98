using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace NetKit.Bench.Load;

/// <summary>As much of HTTP/1.1 as curl needs: <c>GET /N</c> is answered with N octets, a PUT is taken. One connection for each request.</summary>
internal sealed class FileServer : IDisposable
{
    private const int LongestRequest = 8 << 10;

    private readonly Socket _listener;

    public FileServer(LoadRequest request)
    {
        _listener = Sockets.Listen(new IPEndPoint(IPAddress.Parse(request.Address), request.Port));
        new Thread(() => AcceptLoop.Run(_listener, Serve)) { IsBackground = true, Name = "files" }.Start();
    }

    public void Dispose() => _listener.Dispose();

    private static void Serve(Socket connection, byte[] buffer)
    {
        int have = 0;
        int end;
        while ((end = buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int count = have < LongestRequest ? connection.Receive(buffer.AsSpan(have)) : 0;
            if (count == 0)
            {
                return;
            }

            have += count;
        }

        string head = Encoding.ASCII.GetString(buffer, 0, end);
        if (head.StartsWith("GET /", StringComparison.Ordinal))
        {
            long length = Number(head, "GET /");
            connection.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"));
            for (long left = length; left > 0;)
            {
                left -= connection.Send(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
            }
        }
        else
        {
            long left = Number(head, "Content-Length: ") - (have - end - 4);
            for (int count = 1; left > 0 && count > 0; left -= count)
            {
                count = connection.Receive(buffer);
            }

            connection.Send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"u8);
        }

        connection.Shutdown(SocketShutdown.Send);
        while (connection.Receive(buffer) > 0)
        {
            // Until the client has it all and closes.
        }
    }

    private static long Number(string head, string behind)
    {
        int start = head.IndexOf(behind, StringComparison.OrdinalIgnoreCase) + behind.Length;
        int end = start;
        while (end < head.Length && char.IsAsciiDigit(head[end]))
        {
            end++;
        }

        return long.Parse(head.AsSpan(start, end - start), CultureInfo.InvariantCulture);
    }
}
