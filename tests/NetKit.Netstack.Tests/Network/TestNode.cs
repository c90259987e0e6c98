using System.Collections.Generic;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

/// <summary>A node, its device and its owner, on a link on which a test speaks for everybody else.</summary>
internal sealed class TestNode
{
    public static readonly MacAddress HostMac = new(0x5254_000A_0064);

    public static readonly MacAddress NodeMac = new(0x5A94_EF00_0001);

    private readonly FrameQueue _incoming = new();
    private readonly FrameQueue _outgoing;
    private MemoryDevice _device;
    private NodeHandler _handler;

    public TestNode(LinkCapabilities? link = null, int linkRoom = 512)
    {
        LinkCapabilities capabilities = link ?? Links.Plain;
        _outgoing = new FrameQueue(linkRoom);
        _device = new MemoryDevice(_incoming, _outgoing, capabilities);
        _handler = new NodeHandler(Owner);
        _ = IpPrefix.TryParse("10.0.2.0/24", out IpPrefix subnet);
        NodeOptions options = new()
        {
            Mac = NodeMac,
            Subnet = subnet,
            Gateway = Piece.Gateway,
            OtherAddresses = [IpAddress.FromV4(10, 0, 2, 3)],
            Seed = 791,
        };
        Node = new IpNode<MemoryDevice>(options, capabilities);
    }

    public IpNode<MemoryDevice> Node { get; }

    public NodeOwner Owner { get; } = new();

    public NodeCounters Counters => Node.Counters;

    public Instant Now { get; set; }

    public ref MemoryDevice Device => ref _device;

    /// <summary>Frames arrive and the node has its turn. The frames that it sends.</summary>
    public List<SentFrame> Arrive(params byte[][] frames)
    {
        foreach (byte[] frame in frames)
        {
            _incoming.Add(frame, default);
        }

        return Turn();
    }

    public List<SentFrame> Arrive(byte[] frame, FrameOffload offload)
    {
        _incoming.Add(frame, offload);
        return Turn();
    }

    /// <summary>The node has its turn.</summary>
    public List<SentFrame> Turn()
    {
        List<SentFrame> sent = [];
        while (Node.Poll(Now, ref _device, ref _handler) <= Now)
        {
            Take(sent);
        }

        Take(sent);
        Assert.That(Counters.Deliveries + Counters.TotalDrops, Is.EqualTo(Counters.Arrivals));
        return sent;
    }

    /// <summary>The host asks for the gateway, so that both know each other.</summary>
    public TestNode Met()
    {
        Assert.That(Arrive(Frames.ArpRequest(Piece.Host, Piece.Gateway)), Has.Count.EqualTo(1));
        return this;
    }

    private void Take(List<SentFrame> sent)
    {
        while (_outgoing.Count > 0)
        {
            ReceivedFrame frame = _outgoing.Take();
            sent.Add(new SentFrame(frame.Octets.ToArray(), frame.Offload));
        }
    }
}
