using System;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using NetKit.Interop;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>An upstream DNS server on loopback that does what the test says, over UDP and TCP at one port, on threads of its own.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly Socket _udp;
    private readonly Socket _listener;
    private readonly Func<byte[], IEnumerable<byte[]>> _answer;
    private readonly BlockingCollection<byte[]> _asked = [];
    private readonly BlockingCollection<Socket> _connections = [];
    private readonly SemaphoreSlim _ended = new(0);

    /// <param name="answer">Gives the messages to send for a query, none to be silent. Called on threads of the server.</param>
    /// <param name="at">Where to be; by default at a free port.</param>
    public ScriptedServer(Func<byte[], IEnumerable<byte[]>> answer, SocketEndpoint? at = null)
    {
        _answer = answer;
        (_udp, _listener) = Bind(at is { } fixedAt ? new IPEndPoint(fixedAt.Address.ToIPAddress(), fixedAt.Port) : null);
        IPEndPoint local = (IPEndPoint)_udp.LocalEndPoint!;
        At = new SocketEndpoint(IpAddress.From(local.Address), (ushort)local.Port);
        Begin(ServeUdp);
        Begin(ServeTcp);
    }

    /// <summary>One that answers with one message each.</summary>
    public static ScriptedServer Answering(Func<byte[], byte[]> answer, SocketEndpoint? at = null) => new(query => [answer(query)], at);

    public static ScriptedServer Silent() => new(static _ => []);

    public SocketEndpoint At { get; }

    /// <summary>Ports that UDP queries came from.</summary>
    public ConcurrentQueue<int> Ports { get; } = new();

    public int Connections { get; private set; }

    /// <summary>Queries that nobody has waited for with <see cref="Next"/>.</summary>
    public int Count => _asked.Count;

    /// <summary>Waits for the next query.</summary>
    public byte[] Next()
    {
        Assert.That(_asked.TryTake(out byte[]? query, TimeSpan.FromSeconds(10)), Is.True, "No query came within 10 s.");
        return query!;
    }

    /// <summary>Closes the server's end of the connection that was accepted first.</summary>
    public void CloseConnection()
    {
        Assert.That(_connections.TryTake(out Socket? connection, TimeSpan.FromSeconds(10)), Is.True, "No connection came within 10 s.");
        connection!.Shutdown(SocketShutdown.Both);
    }

    /// <summary>Waits until the client's end of a connection is closed.</summary>
    public void ExpectEnd() => Assert.That(_ended.Wait(TimeSpan.FromSeconds(10)), Is.True, "No connection ended within 10 s.");

    public void Dispose()
    {
        _ended.Dispose();
        _udp.Dispose();
        _listener.Dispose();
        while (_connections.TryTake(out Socket? connection))
        {
            connection.Dispose();
        }
    }

    private static (Socket Udp, Socket Listener) Bind(IPEndPoint? at)
    {
        for (int left = 20; ; left--)
        {
            Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                udp.Bind(at ?? new IPEndPoint(IPAddress.Loopback, 0));
                listener.Bind(udp.LocalEndPoint!);
                listener.Listen(64);
                return (udp, listener);
            }
            catch (SocketException) when (left > 0)
            {
                // The port of the one is taken by another for the other.
                udp.Dispose();
                listener.Dispose();
            }
        }
    }

    private static void Begin(Action serve) => new Thread(() =>
    {
        try
        {
            serve();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over, or the other side has gone.
        }
    })
    { IsBackground = true }.Start();

    private void ServeUdp()
    {
        byte[] buffer = new byte[65_536];
        while (true)
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            int length = _udp.ReceiveFrom(buffer, ref from);
            byte[] query = buffer[..length];
            Ports.Enqueue(((IPEndPoint)from).Port);
            _asked.Add(query);
            foreach (byte[] reply in _answer(query))
            {
                _ = _udp.SendTo(reply, from);
            }
        }
    }

    private void ServeTcp()
    {
        while (true)
        {
            Socket connection = _listener.Accept();
            connection.NoDelay = true;
            Connections++;
            _connections.Add(connection);
            Begin(() => ServeConnection(connection));
        }
    }

    private void ServeConnection(Socket connection)
    {
        byte[] prefix = new byte[2];
        while (TryRead(connection, prefix))
        {
            byte[] query = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
            if (!TryRead(connection, query))
            {
                break;
            }


            _asked.Add(query);
            foreach (byte[] reply in _answer(query))
            {
                BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)reply.Length);
                _ = connection.Send([.. prefix, .. reply]);
            }
        }

        _ = _ended.Release();
    }

    private static bool TryRead(Socket connection, byte[] octets)
    {
        int have = 0;
        while (have < octets.Length)
        {
            int read = connection.Receive(octets.AsSpan(have));
            if (read == 0)
            {
                return false;
            }

            have += read;
        }

        return true;
    }
}
