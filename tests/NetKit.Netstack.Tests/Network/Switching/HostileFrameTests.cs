using System;
using NetKit.Netstack.Network.Switching;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Switching;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HostileFrameTests : SwitchFixture
{
    /// <summary>Whatever comes from an endpoint: nothing is thrown, everything is counted once, and nobody else's address leaves it.</summary>
    [TestCase(SwitchPortKind.Endpoint)]
    [TestCase(SwitchPortKind.Host)]
    [TestCase(SwitchPortKind.Open)]
    public void Mutated_frames_are_forwarded_or_dropped(SwitchPortKind kind)
    {
        SwitchPort open = AddOpen();
        SwitchPort host = AddHost();
        (SwitchPort port, Station sender) = kind switch
        {
            SwitchPortKind.Host => (host, new Station(Node, Gateway, default)),
            SwitchPortKind.Open => (open, Stranger),
            _ => (PortOne, One),
        };
        byte[][] seeds =
        [
            sender.Udp(Two.Mac, Two.Address),
            sender.Tcp(Node, Gateway, 5, 6, TcpFlags.Syn),
            sender.Ping(Node, Gateway, Icmpv4Type.EchoRequest),
            sender.Asks(Two.Address),
            sender.Answers(Two),
            sender.Ipv6(Two.Mac, Two.AddressV6, IpProtocol.Icmpv6, Octets.Random(1, 24)),
            sender.Udp(MacAddress.Broadcast, IpAddress.BroadcastV4, 68, 67),
        ];
        Random random = new(11);
        const int Count = 50_000;
        for (int i = 0; i < Count; i++)
        {
            Now += TimeSpan.FromMilliseconds(random.Next(3));
            byte[] frame = [.. seeds[random.Next(seeds.Length)]];
            for (int flips = random.Next(4); flips > 0; flips--)
            {
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
            }

            frame = frame[..random.Next(random.Next(2) == 0 ? 0 : frame.Length, frame.Length + 1)];
            SwitchVerdict verdict = Judge(port, frame);
            bool isForwarded = verdict.Action is not SwitchAction.Drop;
            Assert.That(verdict.Reason == SwitchDropReason.None, Is.EqualTo(isForwarded));
            Assert.That(verdict.Target, Is.Not.SameAs(port));
            if (isForwarded && kind is SwitchPortKind.Endpoint)
            {
                Assert.That(MacAddress.Read(frame.AsSpan(6)), Is.EqualTo(sender.Mac));
            }
        }

        Assert.That(port.Counters.FramesIn, Is.EqualTo(Count));
        Assert.That(port.Counters.Forwarded + port.Counters.TotalDrops, Is.EqualTo(Count));
        Assert.That(Switch.LearnedCount, Is.LessThanOrEqualTo(3));
    }
}
