using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

namespace NetKit.EndToEnd.Tests.Servers;

/// <summary>
/// HTTP/1.1, one request a connection: GET answers with the file or, without one, with the client's address; PUT answers with the SHA-256
/// of what came.
/// </summary>
internal sealed class WebServer(Payload? file = null)
{
    /// <summary>What a client of a unix socket gets instead of its address: it has none.</summary>
    public const string OfSocket = "somebody on this machine";

    private const int BufferLength = 256 * 1024;

    public static Server Start(Socket listener, Payload? file = null) => new(listener, new WebServer(file).ServeAsync);

    private async Task ServeAsync(Socket connection)
    {
        byte[] buffer = new byte[BufferLength];
        int length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int count = await connection.ReceiveAsync(buffer.AsMemory(length)).ConfigureAwait(false);
            if (count == 0)
            {
                return;
            }

            length += count;
        }

        string head = Encoding.ASCII.GetString(buffer, 0, end);
        if (head.StartsWith("PUT", StringComparison.Ordinal))
        {
            int bodyStart = end + 4;
            string hash = await HashAsync(connection, buffer, bodyStart, length, ContentLength(head)).ConfigureAwait(false);
            await AnswerAsync(connection, hash).ConfigureAwait(false);
        }
        else if (file is null)
        {
            string client = connection.AddressFamily == AddressFamily.Unix ? OfSocket : connection.RemoteEndPoint!.ToString()!;
            await AnswerAsync(connection, client).ConfigureAwait(false);
        }
        else
        {
            await SendAsync(connection, Head(file.Length)).ConfigureAwait(false);
            await connection.SendFileAsync(file.Path).ConfigureAwait(false);
        }

        connection.Shutdown(SocketShutdown.Send);
        _ = await connection.ReceiveAsync(buffer.AsMemory()).ConfigureAwait(false);
    }

    private static async Task<string> HashAsync(Socket connection, byte[] buffer, int start, int end, long contentLength)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(buffer, start, end - start);
        for (long left = contentLength - (end - start); left > 0;)
        {
            int count = await connection.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length))).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            hash.AppendData(buffer, 0, count);
            left -= count;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task AnswerAsync(Socket connection, string text) =>
        await SendAsync(connection, Head(text.Length) + text).ConfigureAwait(false);

    private static string Head(long length) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");

    private static async Task SendAsync(Socket connection, string text)
    {
        using NetworkStream stream = new(connection, ownsSocket: false);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text)).ConfigureAwait(false);
    }

    private static long ContentLength(string head)
    {
        using StringReader lines = new(head);
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                return long.Parse(line.AsSpan("Content-Length:".Length), CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
