using System;
using System.Collections.Generic;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Storage;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Fuzz.Nodes;

/// <summary>A node with narrow bounds, so that input finds them, and a host behind it that says everything back.</summary>
internal sealed class NodeRig
{
    private const int MostConnections = 32;
    private const int Mtu = 1500;

    // Beyond what any timer of a node without connections waits for.
    private static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(10);

    private readonly FuzzLink _link;
    private readonly IpNode<FuzzDevice> _node;
    private FuzzDevice _device;
    private Instant _next;

    public NodeRig(bool offloads)
    {
        _link = new FuzzLink(new LinkCapabilities(Mtu, offloads, offloads, offloads));
        _device = new FuzzDevice(_link);
        IpPrefix prefix = IpPrefix.Of(new IpAddress(0xFD00_0000_0000_0000, 0), 64);
        NodeOptions options = new()
        {
            Subnet = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24),
            Gateway = IpAddress.FromV4(10, 0, 2, 2),
            OtherAddresses = [IpAddress.FromV4(10, 0, 2, 3)],
            Ipv6 = new NodeIpv6Options { Prefix = prefix, Gateway = prefix.At(2), OtherAddresses = [prefix.At(3)] },
            MemoryBudget = 1 << 20,
            Tcp = new TcpSettings { MaximumConnections = MostConnections, MaximumHalfOpen = 8 },
            Seed = 7,
        };
        _node = new IpNode<FuzzDevice>(options, _link.Capabilities);
        Now = Sequence.Start;
    }

    public Instant Now { get; private set; }

    public FuzzLink Link => _link;

    public List<TcpConnection> Connections { get; } = [];

    public void Wait(TimeSpan time)
    {
        // Timers that are due on the way go off one after the other.
        Instant then = Now + time;
        for (int turns = 0; turns < 1000 && Poll() < then; turns++)
        {
            Now = Instant.Min(_next, then);
        }

        Now = then;
        _ = Poll();
    }

    /// <summary>A turn; everything the node sends in it is looked at.</summary>
    public Instant Poll()
    {
        NodeHost handler = new(this);
        do
        {
            _next = _node.Poll(Now, ref _device, ref handler);
        }
        while (_link.ToNode.Count > 0);

        while (_link.FromNode.TryDequeue(out (byte[] Octets, FrameOffload Offload) sent))
        {
            SentFrames.Check(sent.Octets, sent.Offload, _link.Capabilities);
        }

        NodeCounters counters = _node.Counters;
        BufferPool pool = _node.Tcp.Pool;
        Oracle.Holds(counters.Arrivals == counters.Deliveries + counters.TotalDrops, "frames that are neither delivered nor dropped");
        Oracle.Holds(pool.Reserved <= pool.Budget && pool.Rented <= pool.Budget, "more memory than the budget has");
        Oracle.Holds(_node.Tcp.Count <= MostConnections, $"{_node.Tcp.Count} connections");
        return _next = _next > Now ? _next : Now + TimeSpan.FromTicks(1);
    }

    /// <summary>The host forgets everything: then nothing may be left.</summary>
    public void End()
    {
        _link.IsFull = false;
        foreach (TcpConnection connection in Connections)
        {
            connection.Drop();
        }

        Wait(Aftermath);
        BufferPool pool = _node.Tcp.Pool;
        Oracle.Holds(_node.Tcp.Count == 0, $"{_node.Tcp.Count} connections are left");
        Oracle.Holds(pool.Reserved == 0 && pool.Rented == 0, $"{pool.Reserved} octets are reserved and {pool.Rented} rented for nobody");
    }

    public void SendBack(in UdpDatagram datagram)
    {
        UdpDatagram answer = new()
        {
            Source = datagram.Destination,
            SourcePort = datagram.DestinationPort,
            Destination = datagram.Source,
            DestinationPort = datagram.SourcePort,
            TimeToLive = 64,
            Payload = datagram.Payload,
        };
        _node.SendUdp(answer, ref _device);
    }

    public void SendBack(in EchoRequest request) =>
        _node.SendEchoReply(request.Destination, request.Source, request.Identifier, request.Sequence, 64, request.Payload, ref _device);
}
