using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Networks;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Networks;

/// <summary>What the node's frames wait for, and what they do not.</summary>
[SupportedOSPlatform("linux")]
[Platform("Linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SwitchFabricTests : IDisposable
{
    private static readonly MacAddress Mac = new(0x0242_AC1E_0005);
    private static readonly IpAddress Other = IpAddress.FromV4(10, 0, 2, 101);

    private readonly EventLoop _loop = new("test");
    private readonly FakeLink _link = new(FakeLink.Offloading);
    private readonly SwitchFabric _fabric;

    private static FrameOffload OfStream => new() { NeedsChecksum = true, ChecksumStart = 34, ChecksumOffset = TcpHeader.ChecksumOffset };

    private static FrameOffload OfDatagram => new() { NeedsChecksum = true, ChecksumStart = 34, ChecksumOffset = UdpHeader.ChecksumOffset };

    public SwitchFabricTests()
    {
        _fabric = new SwitchFabric(
            _loop, new SwitchOptions { NodeMac = NodeOptions.UsualMac, Gateway = IpAddress.FromV4(10, 0, 2, 2), Seed = 1 }, 1500, isHostInGroups: false);
        _ = _fabric.TryAdd(new SwitchPortOptions { Mac = Mac, Addresses = [IpAddress.FromV4(10, 0, 2, 100)] }, _link);
    }

    /// <summary>The fabric closes the links that it was given.</summary>
    public void Dispose()
    {
        _fabric.Dispose();
        _loop.Dispose();
    }

    [Test]
    public void A_stream_waits_for_the_only_port_and_goes_on_when_it_has_room()
    {
        _link.IsNearlyFull = true;
        Assert.That(Send(OfStream), Is.EqualTo(SendOutcome.Full));
        Assert.That(_link.HasMore, Is.False);

        _link.IsNearlyFull = false;
        Assert.That(Send(OfStream), Is.EqualTo(SendOutcome.Sent));
        Assert.That(_link.HasMore, Is.True);
    }

    [Test]
    public void A_datagram_does_not_wait()
    {
        _link.IsNearlyFull = true;
        Assert.That(Send(OfDatagram), Is.EqualTo(SendOutcome.Sent));
        Assert.That(_link.HasMore, Is.True, "It has what room there is.");
    }

    [Test]
    public void Nothing_waits_for_one_port_of_many()
    {
        _ = _fabric.TryAdd(new SwitchPortOptions { Mac = new MacAddress(0x0242_AC1E_0006) }, new FakeLink(FakeLink.Offloading));
        _link.IsNearlyFull = true;
        Assert.That(Send(OfStream), Is.EqualTo(SendOutcome.Sent));
    }

    [Test]
    public void What_was_sent_is_flushed_once_a_batch()
    {
        _ = Send(OfStream);
        _ = Send(OfStream);
        Assert.That(_link.Flushes, Is.Zero);

        _fabric.Flush();
        _fabric.Flush();
        Assert.That(_link.Flushes, Is.EqualTo(1));
    }

    [Test]
    public void A_port_is_not_read_on_while_the_node_keeps_what_that_would_overwrite()
    {
        MacAddress other = new(0x0242_AC1E_0009);
        FakeLink link = new(FakeLink.Offloading) { FramesKept = 2 };
        FabricPort port = _fabric.TryAdd(new SwitchPortOptions { Mac = other, Addresses = [Other] }, link)!;
        link.Push(
            FrameOffload.Complete, Frame(NodeOptions.UsualMac, other, 1), Frame(new MacAddress(0x0242_AC1E_0077), other, 2), Frame(NodeOptions.UsualMac, other, 3));
        _fabric.List(port);

        _fabric.BeginTurn(Instant.Zero);
        Assert.That(_fabric.TryReceive(out ReceivedFrame first) && first.IsKept, Is.True);
        Assert.That(_fabric.TryReceive(out _), Is.False, "The second went elsewhere, the third would take the place of the first.");
        Assert.That(_fabric.EndTurn(), Is.True, "There is more.");

        _fabric.BeginTurn(Instant.Zero);
        Assert.That(_fabric.TryReceive(out ReceivedFrame third), Is.True);
        Assert.That(third.Octets[^1], Is.EqualTo(3));
    }

    private static byte[] Frame(MacAddress to, MacAddress from, byte last)
    {
        byte[] frame = new byte[60];
        new EthernetHeader(to, from, EtherType.Ipv4).Emit(frame);
        Ipv4Header ip = new()
        {
            Source = Other,
            Destination = IpAddress.FromV4(192, 0, 2, 1),
            Protocol = IpProtocol.Udp,
            TimeToLive = 64,
            PayloadLength = frame.Length - EthernetHeader.Length - Ipv4Header.MinimumLength,
        };
        ip.Emit(frame.AsSpan(EthernetHeader.Length));
        frame[^1] = last;
        return frame;
    }

    private SendOutcome Send(FrameOffload offload) =>
        _fabric.Send(new OutgoingFrame(Frame(Mac, NodeOptions.UsualMac, 0), default, default, offload));
}
