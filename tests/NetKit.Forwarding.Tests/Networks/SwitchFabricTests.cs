using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Networks;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Network.Switching;
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

    private SendOutcome Send(FrameOffload offload)
    {
        byte[] frame = new byte[60];
        new EthernetHeader(Mac, NodeOptions.UsualMac, EtherType.Ipv4).Emit(frame);
        return _fabric.Send(new OutgoingFrame(frame, default, default, offload));
    }
}
