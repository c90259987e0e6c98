using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using NetKit.EndToEnd.Tests.Harness;
using NUnit.Framework;

namespace NetKit.EndToEnd.Tests.Servers;

/// <summary>What two connected streams must be able to do, whatever kinds of socket are at their ends.</summary>
internal static class Streams
{
    private const int Length = 64 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Sends back in capitals what came, when all of it has come.</summary>
    public static async Task AnswerInCapitalsAsync(Socket connection)
    {
        using NetworkStream stream = new(connection, ownsSocket: false);
        using StreamReader reader = new(stream, Encoding.ASCII);
        string all = await reader.ReadToEndAsync().ConfigureAwait(false);
        _ = await connection.SendAsync(Encoding.ASCII.GetBytes(all.ToUpperInvariant())).ConfigureAwait(false);
        connection.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Speaks to somebody who <see cref="AnswerInCapitalsAsync"/>.</summary>
    public static string Ask(Socket client, string question)
    {
        client.ReceiveTimeout = (int)Limit.TotalMilliseconds;
        using NetworkStream stream = new(client, ownsSocket: false);
        _ = client.Send(Encoding.ASCII.GetBytes(question));
        client.Shutdown(SocketShutdown.Send);
        using StreamReader reader = new(stream, Encoding.ASCII);
        return reader.ReadToEnd();
    }

    /// <summary>Either end may finish first and still hears the other out.</summary>
    public static void AssertEndsOneByOne(Socket first, Socket second)
    {
        byte[] buffer = new byte[100];
        first.ReceiveTimeout = second.ReceiveTimeout = (int)Limit.TotalMilliseconds;
        _ = first.Send("the first is through"u8);
        first.Shutdown(SocketShutdown.Send);
        Assert.That(ReadToEnd(second, buffer), Is.EqualTo("the first is through"));
        _ = second.Send("the second goes on"u8);
        second.Shutdown(SocketShutdown.Send);
        Assert.That(ReadToEnd(first, buffer), Is.EqualTo("the second goes on"));
    }

    /// <summary>Closes a connection with a reset.</summary>
    public static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    /// <summary>Reads up to the error; the end of the stream instead of one is none.</summary>
    public static SocketError ErrorOfReceive(Socket socket)
    {
        socket.ReceiveTimeout = 10_000;
        byte[] buffer = new byte[65536];
        SocketError error;
        while (socket.Receive(buffer, 0, buffer.Length, SocketFlags.None, out error) > 0)
        {
        }

        return error;
    }

    /// <summary>Data passes whole in both directions at once.</summary>
    public static async Task AssertWholeAsync(Socket one, Socket other, int length = Length)
    {
        using Scratch memory = Scratch.InMemory();
        Payload payload = Payload.Create(memory.PathOf("payload"), length);
        Socket[] ends = [one, other];
        Task<string>[] hashes = [.. ends.Select(Payload.HashAsync)];
        Task sent = Task.WhenAll(ends.Select(async end =>
        {
            await end.SendFileAsync(payload.Path).ConfigureAwait(false);
            end.Shutdown(SocketShutdown.Send);
        }));
        Assert.That(await Task.WhenAll(hashes).WaitAsync(Limit).ConfigureAwait(false), Is.All.EqualTo(payload.Hash));
        await sent.ConfigureAwait(false);
    }

    private static string ReadToEnd(Socket socket, byte[] buffer)
    {
        int length = 0;
        int count;
        while ((count = socket.Receive(buffer.AsSpan(length))) > 0)
        {
            length += count;
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
