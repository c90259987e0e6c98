using System;
using System.Collections.Generic;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Transport;
using NetKit.Netstack.Wire;

namespace NetKit.EndToEnd.Tests.Differential;

/// <summary>NetKit's stack in this process, on a virtual clock.</summary>
internal sealed class NetKitEnd : ITcpEnd
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(60);

    private readonly MemoryLink _link = new();
    private readonly IpNode<MemoryDevice> _node;
    private readonly NetKitOwner _owner;
    private MemoryDevice _device;
    private Instant _now = Instant.FromMilliseconds(1000);

    public NetKitEnd(bool refuses)
    {
        _device = new MemoryDevice(_link);
        _owner = new NetKitOwner { Refuses = refuses };
        _node = new IpNode<MemoryDevice>(
            new NodeOptions { Mac = Segments.OwnMac, Subnet = IpPrefix.Of(Segments.Own, 24), Gateway = Segments.Own, Seed = 1 },
            _device.Capabilities);
        byte[] frame = new byte[EthernetHeader.Length + ArpHeader.Length];
        new EthernetHeader(MacAddress.Broadcast, Segments.PeerMac, EtherType.Arp).Emit(frame);
        new ArpHeader(ArpOperation.Request, Segments.PeerMac, Segments.Peer, default, Segments.Own).Emit(frame.AsSpan(EthernetHeader.Length));
        Send(frame);
        _ = Take();
    }

    public ushort OwnPort => 7000;

    public ushort PeerPort => 50_000;

    public void Connect() => _owner.Connection = _node.Tcp.Connect(_now, new FlowKey(Segments.Own, OwnPort, Segments.Peer, PeerPort));

    public void Write(int count) => _ = _owner.Connection!.Write(new byte[count]);

    public void Finish() => _owner.Connection!.Close();

    public void Abort() => _owner.Connection!.Abort();

    public void Hesitate(bool hesitates)
    {
        _owner.Hesitates = hesitates;
        if (!hesitates)
        {
            _owner.Connection!.Consume(_owner.Connection.ReadableLength);
        }
    }

    public void Send(byte[] frame) => _link.ToNode.Enqueue(frame);

    public IReadOnlyList<byte[]> Take()
    {
        Wait(Quiet);
        byte[][] frames = [.. _link.FromNode];
        _link.FromNode.Clear();
        return frames;
    }

    public void Wait(TimeSpan time)
    {
        NetKitHandler handler = new(_owner);
        Instant end = _now + time;
        Instant next = _node.Poll(_now, ref _device, ref handler);
        while (next <= end)
        {
            _now = next > _now ? next : _now;
            next = _node.Poll(_now, ref _device, ref handler);
        }

        _now = end;
    }

    public void Dispose()
    {
    }
}
