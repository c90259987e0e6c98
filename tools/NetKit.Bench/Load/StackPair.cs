using System;
using System.Collections.Generic;
using System.Diagnostics;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Bench.Load;

/// <summary>
/// Two nodes with a wire in memory between them, on a clock of their own: the stack without sockets, so that it may have more flows than a
/// process may have open files.
/// </summary>
internal sealed class StackPair
{
    private const long Budget = 1L << 45;
    private const int FirstPort = 1024;
    private const int PortsPerServer = 60_000;
    private const ushort FirstServer = 80;

    // What a turn of the loop may find at once; the wire holds a few frames for each.
    private const int FlowsPerTurn = 32;
    private const int WireLength = 8 * FlowsPerTurn;

    // A step that is prime to the numbers of flows visits all of them out of order.
    private const int Step = 7_919;

    private static readonly IpAddress ClientAddress = IpAddress.FromV4(10, 0, 2, 3);
    private static readonly IpAddress ServerAddress = IpAddress.FromV4(10, 0, 2, 2);
    private static readonly TimeSpan Turn = TimeSpan.FromMicroseconds(20);

    private readonly IpNode<LinkEnd> _client;
    private readonly IpNode<LinkEnd> _server;
    private readonly NodeEvents _clientEvents;
    private readonly NodeEvents _serverEvents;
    private readonly List<TcpConnection> _connections = [];
    private LinkEnd _clientEnd;
    private LinkEnd _serverEnd;
    private Instant _now = Instant.FromMilliseconds(1);
    private int _opened;
    private int _answers;
    private int _next;

    public StackPair()
    {
        LinkPair wire = new(capacity: WireLength);
        _clientEnd = wire.Left;
        _serverEnd = wire.Right;
        _client = NodeAt(ClientAddress, new MacAddress(0x5A94_EF00_0002), wire.Capabilities);
        _server = NodeAt(ServerAddress, NodeOptions.UsualMac, wire.Capabilities);
        _clientEvents = new NodeEvents { Opened = _ => _opened++, Data = (_, octets) => Count(octets) };
        _serverEvents = new NodeEvents { Data = static (connection, octets) => connection.Write(octets) };
    }

    /// <summary>Opens connections until there are so many.</summary>
    public void Open(int count)
    {
        while (_connections.Count < count)
        {
            // The first one finds out where the server is.
            int more = _connections.Count == 0 ? 1 : Math.Min(FlowsPerTurn, count - _connections.Count);
            for (int i = 0; i < more; i++)
            {
                _connections.Add(Connect(_connections.Count));
            }

            for (int turns = 0; _opened < _connections.Count; turns++)
            {
                Require(turns < 100, "The stack does not open a connection to itself.");
                Exchange();
            }
        }
    }

    /// <summary>Round trips of an octet over all connections in turn, for so long; answers nanoseconds for each.</summary>
    public double Walk(double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        long trips = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            int asked = Math.Min(FlowsPerTurn, _connections.Count);
            _answers = 0;
            for (int i = 0; i < asked; i++)
            {
                _next = (_next + Step) % _connections.Count;
                Require(_connections[_next].Write([1]) == 1, "A connection of the stack takes nothing.");
            }

            for (int turns = 0; _answers < asked; turns++)
            {
                Require(turns < 100, "A connection of the stack does not answer.");
                Exchange();
            }

            trips += asked;
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / trips;
    }

    private static IpNode<LinkEnd> NodeAt(IpAddress address, MacAddress mac, LinkCapabilities link) => new(
        new NodeOptions { Mac = mac, Subnet = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24), Gateway = address, Seed = 8290, MemoryBudget = Budget },
        link);

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new BenchException(otherwise);
        }
    }

    private TcpConnection Connect(int index)
    {
        ushort client = (ushort)(FirstPort + index % PortsPerServer);
        ushort server = (ushort)(FirstServer + index / PortsPerServer);
        return _client.Tcp.Connect(_now, new FlowKey(ClientAddress, client, ServerAddress, server))
            ?? throw new BenchException("The stack has no room for so many connections.");
    }

    private int Count(ReadOnlySpan<byte> octets)
    {
        _answers += octets.Length;
        return octets.Length;
    }

    private void Exchange()
    {
        NodeEventsHandler client = _clientEvents.Handler;
        NodeEventsHandler server = _serverEvents.Handler;
        _ = _client.Poll(_now, ref _clientEnd, ref client);
        _ = _server.Poll(_now, ref _serverEnd, ref server);
        _now += Turn;
    }
}
