using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

/// <summary>Every frame is delivered or dropped for one reason.</summary>
public sealed class NodeCounterTests
{
    private static readonly byte[] Payload = Octets.Random(seed: 826, 64);

    private static Dictionary<DropReason, byte[]> Bad => new()
    {
        [DropReason.Malformed] = Frames.Of(EtherType.Ipv4, new byte[19]),
        [DropReason.BadChecksum] = Frames.Udp(To(Frames.Far), Payload).With(24, 0xFF),
        [DropReason.NotForUs] = Frames.Udp(To(Frames.Far), Payload, to: TestNode.HostMac),
        [DropReason.UnknownProtocol] = Frames.Of((EtherType)0x88CC, Payload),
        [DropReason.BadSource] = Frames.Udp(Frames.From(Frames.Far, Piece.Gateway, IpProtocol.Udp), Payload),
        [DropReason.BadDestination] = Frames.Udp(To(IpAddress.LoopbackV4), Payload),
        [DropReason.TimeToLive] = Frames.Udp(To(Frames.Far) with { TimeToLive = 1 }, Payload),
        [DropReason.BadFragment] = Frames.Ip(To(Frames.Far) with { MoreFragments = true }, default),
        [DropReason.AddressConflict] = Frames.ArpReply(Piece.Gateway, TestNode.HostMac),
        [DropReason.IcmpIgnored] = Frames.Ip(To(Frames.Far) with { Protocol = IpProtocol.Icmp }, Octets.Of("0000ffff 00000000")),
    };

    [Test]
    public void Each_reason_is_counted_once([Values] DropReason reason)
    {
        TestNode node = new TestNode().Met();
        _ = node.Arrive(Bad[reason]);
        foreach (DropReason counted in Enum.GetValues<DropReason>())
        {
            Assert.That(node.Counters.Drops(counted), Is.EqualTo(counted == reason ? 1 : 0), $"{counted}");
        }

        Assert.That((node.Counters.TotalDrops, node.Counters.Deliveries, node.Counters.Arrivals), Is.EqualTo((1, 1, 2)));
    }

    [TestCase("10.0.2.2", "our own address")]
    [TestCase("10.0.2.255", "the broadcast address")]
    [TestCase("192.0.2.7", "an address of another network")]
    [TestCase("127.0.0.1", "loopback")]
    public void Nobody_may_send_from(string address, string what)
    {
        _ = IpAddress.TryParse(address, out IpAddress source);
        TestNode node = new TestNode().Met();
        Assert.That(node.Arrive(Frames.Echo(Frames.From(source, Piece.Gateway, IpProtocol.Icmp), Payload)), Is.Empty, what);
        Assert.That(node.Counters.Drops(DropReason.BadSource), Is.EqualTo(1));
    }

    [TestCase("0.0.0.0")]
    [TestCase("127.0.0.1")]
    [TestCase("10.0.2.77")]
    public void Nothing_goes_to(string address)
    {
        _ = IpAddress.TryParse(address, out IpAddress destination);
        TestNode node = new TestNode().Met();
        _ = node.Arrive(Frames.Udp(To(destination), Payload));
        Assert.That(node.Owner.Datagrams, Is.Empty);
        Assert.That(node.Counters.Drops(DropReason.BadDestination), Is.EqualTo(1));
    }

    [Test]
    public void Octets_are_counted_both_ways()
    {
        TestNode node = new TestNode().Met();
        byte[] frame = Frames.Echo(To(Piece.Gateway), Payload);
        long sent = node.Arrive(frame).Single().Octets.Length;
        Assert.That((node.Counters.OctetsIn, node.Counters.OctetsOut), Is.EqualTo((42 + frame.Length, 42 + sent)));
        Assert.That(node.Counters.FramesOut, Is.EqualTo(2));
    }

    [Test]
    public void Hostile_frames_cost_a_counter_each()
    {
        Random random = new(9293);
        TestNode node = new TestNode().Met();
        byte[][] seeds =
        [
            Frames.ArpRequest(Piece.Host, Piece.Gateway),
            Frames.Echo(To(Piece.Gateway), Payload),
            Frames.Udp(To(Frames.Far), Payload),
            Frames.Tcp(Frames.Syn),
            Frames.Tcp(Frames.Syn with { Flags = TcpFlags.Ack }, Payload),
            .. Bad.Values,
        ];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] frame = [.. seeds[random.Next(seeds.Length)]];
            for (int j = random.Next(4); j > 0; j--)
            {
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
            }

            node.Now = new Instant(i * 1_000_000L);
            _ = node.Arrive(random.Next(2) == 0 ? frame : frame[..random.Next(frame.Length)]);
        }

        Assert.That(node.Counters.Arrivals, Is.EqualTo(20_001));
        Assert.That(node.Counters.Deliveries, Is.GreaterThan(1_000));
        Assert.That(node.Counters.TotalDrops, Is.GreaterThan(5_000));
    }

    [Test]
    public void Every_prefix_of_a_frame_is_survived()
    {
        TestNode node = new TestNode().Met();
        byte[][] frames = [Frames.Tcp(Frames.Syn), Frames.Udp(To(Frames.Far), Payload), Frames.Echo(To(Piece.Gateway), Payload)];
        foreach (byte[] frame in frames)
        {
            for (int length = 0; length < frame.Length; length++)
            {
                Assert.That(node.Arrive(frame[..length]), Is.Empty);
            }
        }

        Assert.That(node.Counters.Drops(DropReason.Malformed), Is.EqualTo(node.Counters.TotalDrops));
    }

    private static Ipv4Header To(IpAddress destination) => Frames.From(Piece.Host, destination, IpProtocol.Udp);
}
