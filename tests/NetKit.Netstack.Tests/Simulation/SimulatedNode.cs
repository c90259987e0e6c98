using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport.Tcp;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Simulation;

/// <summary>One end of a cable.</summary>
internal sealed class SimulatedNode
{
    private MemoryDevice _device;
    private StreamHandler _handler;

    /// <param name="number">The last octet of its addresses.</param>
    /// <param name="link">What its device can do.</param>
    /// <param name="frames">Frames that the device holds in each direction.</param>
    /// <param name="settings">How its connections behave.</param>
    /// <param name="budget">Octets that its queues may promise to hold.</param>
    public SimulatedNode(byte number, LinkCapabilities link, int frames, TcpSettings? settings, long budget)
    {
        int room = link.SegmentsTcp ? 65_600 : 2048;
        Incoming = new FrameQueue(frames, room);
        Outgoing = new FrameQueue(frames, room);
        Address = IpAddress.FromV4(10, 0, 2, number);
        _device = new MemoryDevice(Incoming, Outgoing, link);
        _handler = new StreamHandler(Owner);
        _ = IpPrefix.TryParse("10.0.2.0/24", out IpPrefix subnet);
        MacAddress mac = new(0x5A94_EF00_0000 + (ulong)number);
        NodeOptions options = new()
        {
            Mac = mac,
            Subnet = subnet,
            Gateway = Address,
            Seed = number,
            MemoryBudget = budget,
            Tcp = settings ?? new TcpSettings(),
        };
        Node = new IpNode<MemoryDevice>(options, link);
    }

    public IpAddress Address { get; }

    public IpNode<MemoryDevice> Node { get; }

    public StreamOwner Owner { get; } = new();

    public FrameQueue Incoming { get; }

    public FrameQueue Outgoing { get; }

    public ref MemoryDevice Device => ref _device;

    public override string ToString() =>
        $"{Address}: sent {Owner.Sent}, received {Owner.Received}, end {Owner.HasEnd}, closed {Owner.Closed}, {Node.Tcp.Count} left.";

    public Instant Poll(Instant now) => Node.Poll(now, ref _device, ref _handler);
}
