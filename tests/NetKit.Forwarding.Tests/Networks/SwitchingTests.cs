using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using NetKit.Forwarding.Endpoints;
using NetKit.Forwarding.Networks;
using NetKit.Netstack.Link;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Networks;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SwitchingTests : NetworkFixture
{
    [Test]
    public async Task A_super_frame_passes_as_it_is()
    {
        await StartAsync();
        _ = Two.Link.HasMore;
        byte[] sent = One.SendSuperFrame(Two, 60_000, 1448);
        Assert.That(Two.Link.Next(out FrameOffload offload), Is.EqualTo(sent));
        Assert.That((offload.Segmentation, offload.SegmentSize, offload.NeedsChecksum), Is.EqualTo((SegmentationKind.TcpV4, (ushort)1448, true)));
    }

    [Test]
    public async Task A_port_without_offload_gets_segments_with_checksums()
    {
        await StartAsync(second: FakeLink.Plain);
        _ = One.SendSuperFrame(Two, 3000, 1448);
        int[] lengths = new int[3];
        for (int i = 0; i < lengths.Length; i++)
        {
            byte[] frame = Two.Link.NextIp();
            _ = Ipv4View.TryCreate(frame.AsSpan(FakeContainer.Ip), out Ipv4View packet);
            Assert.That(InternetSum.PseudoHeader(packet.Source, packet.Destination, IpProtocol.Tcp, packet.Payload.Length).Add(packet.Payload).IsValid, Is.True);
            lengths[i] = packet.Payload.Length - TcpHeader.MinimumLength;
        }

        Assert.That(lengths, Is.EqualTo((int[])[1448, 1448, 104]));
    }

    [Test]
    public async Task Requests_for_endpoints_and_for_the_gateway_are_answered_and_newcomers_announced()
    {
        await StartAsync();
        byte[] announced = One.Link.Next();
        Assert.That(MacAddress.Read(announced.AsSpan(6)), Is.EqualTo(Two.Mac));
        One.SendArpRequest(Two.Address);
        Assert.That(MacAddress.Read(One.Link.Next().AsSpan(6)), Is.EqualTo(Two.Mac));
        One.SendArpRequest(Gateway);
        Assert.That(MacAddress.Read(One.Link.Next().AsSpan(6)), Is.EqualTo(Netstack.Network.NodeOptions.UsualMac));
        Assert.That(Two.Link.HasMore, Is.False);
    }

    [TestCase("224.0.0.251", 5353)]
    [TestCase("239.255.255.250", 1900)]
    [TestCase("172.30.0.255", 137)]
    [TestCase("255.255.255.255", 9)]
    public async Task What_one_says_to_all_is_heard_by_the_others_and_goes_no_further(string group, int port)
    {
        await StartAsync();
        FakeContainer third = await AttachAsync(13, FakeLink.Offloading);
        _ = IpAddress.TryParse(group, out IpAddress to);
        MacAddress mac = to.IsMulticast ? MacAddress.OfGroup(to) : MacAddress.Broadcast;
        One.SendUdp(to, 5000, (ushort)port, [1], mac);
        foreach (FakeContainer other in (FakeContainer[])[Two, third])
        {
            byte[] heard = other.Link.NextIp();
            Assert.That(BinaryPrimitives.ReadUInt16BigEndian(heard.AsSpan(FakeContainer.Transport + 2)), Is.EqualTo(port));
            Assert.That(IpAddress.ReadV4(heard.AsSpan(FakeContainer.Ip + 12)), Is.EqualTo(One.Address), "it can be answered");
        }

        Assert.That(await Network.CountersAsync(), Does.Contain(new CounterSnapshot("udp", "sent", 0)));
    }

    [Test]
    public async Task A_busy_port_leaves_others_their_turn()
    {
        await StartAsync();
        byte[][] many = [.. Enumerable.Repeat(One.Frame(Two.Address, IpProtocol.Udp, new byte[1000], Two.Mac), 20_000)];
        FakeContainer third = await AttachAsync(13, FakeLink.Offloading);
        byte[] announced = Two.Link.Next();
        Assert.That(MacAddress.Read(announced.AsSpan(6)), Is.EqualTo(third.Mac));
        One.Link.Push(FrameOffload.Complete, many);
        third.Link.Push(FrameOffload.Complete, third.Frame(Two.Address, IpProtocol.Udp, new byte[20], Two.Mac));
        int before = 0;
        while (MacAddress.Read(Two.Link.Next().AsSpan(6)) != third.Mac)
        {
            before++;
        }

        // One may have begun long before the third was seen, but not be through.
        Assert.That(before, Is.LessThan(19_000));
    }

    [Test]
    public async Task Frames_are_counted_for_their_endpoints_and_drops_by_reason()
    {
        await StartAsync();
        One.SendUdp(Two.Address, 1, 2, new byte[100], Two.Mac);
        One.SendUdp(Two.Address, 1, 2, new byte[100], new MacAddress(0x0242_0000_0000));
        _ = Two.Link.Next();
        One.SendArpRequest(Two.Address);
        _ = One.Link.Next();
        _ = One.Link.Next();
        IReadOnlyList<EndpointSnapshot> endpoints = await Network.EndpointsAsync();
        EndpointSnapshot one = endpoints.Single(static endpoint => endpoint.Options.Name == "c11");
        EndpointSnapshot two = endpoints.Single(static endpoint => endpoint.Options.Name == "c12");
        Assert.That((one.OctetsOut, one.Drops, one.InterfaceName), Is.EqualTo((142L * 2 + 42, 1L, "tap11")));
        Assert.That((two.OctetsIn, two.Drops), Is.EqualTo((142L, 0L)));
        Assert.That(await Network.CountersAsync(), Does.Contain(new CounterSnapshot("switch.drops", "unknown-destination", 1)));
    }
}
