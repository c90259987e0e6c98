using System;
using System.Linq;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ndp;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>How a host comes to its addresses, and how often the router speaks (RFC 4861 §6.2, RFC 4862).</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SlaacTests
{
    private static readonly MacAddress AllNodesMac = new(0x3333_0000_0001);

    private static readonly RouterAdvertisementOptions Full = new()
    {
        ManagedAddresses = true,
        OtherConfiguration = true,
        DnsServer = NodeBench.Dns,
        SearchList = ["netkit.internal", "example.com"],
    };

    /// <summary>What Linux sends when an interface comes up, octet for octet as tcpdump shows it.</summary>
    [Test]
    public void Linux_gets_an_address_and_a_router()
    {
        NodeBench bench = new(advertisements: Full);

        // MLDv2 report for the solicited-node group, with a router alert in front.
        bench.Quietly(Octets.Of("""
            3333 00000016 5254 000a0064 86dd
            6000 0000 0024 00 01 00000000000000000000000000000000 ff020000000000000000000000000016
            3a 00 0502 0000 0100 8f00 6f1c 0000 0001 04000000 ff0200000000000000000001ff0a0064
            """));

        // Duplicate address detection for the link-local address, with a nonce (RFC 7527).
        bench.Quietly(Octets.Of("""
            3333 ff0a0064 5254 000a0064 86dd
            6000 0000 0020 3a ff 00000000000000000000000000000000 ff0200000000000000000001ff0a0064
            8700 e2b7 0000 0000 fe80000000000000505400fffe0a0064 0e01 6bd1 8f3e 8a1b
            """).WithIcmpChecksum());

        // Router solicitation from the address it has now.
        byte[] frame = bench.Ask(Octets.Of("""
            3333 00000002 5254 000a0064 86dd
            6000 0000 0010 3a ff fe80000000000000505400fffe0a0064 ff020000000000000000000000000002
            8500 0000 0000 0000 0101 5254000a0064
            """).WithIcmpChecksum());
        AssertAdvertisement(frame, NodeBench.HostLinkLocal, NodeBench.HostMac);

        // Duplicate address detection for the address in the prefix.
        bench.Quietly(Octets.Of("""
            3333 ff0a0064 5254 000a0064 86dd
            6000 0000 0020 3a ff 00000000000000000000000000000000 ff0200000000000000000001ff0a0064
            8700 0000 0000 0000 fd00000000000000505400fffe0a0064 0e01 0bd1 8f3e 8a1c
            """).WithIcmpChecksum());
        Assert.That(bench.Node.Counters.TotalDrops, Is.Zero);
        Assert.That(bench.Node.Neighbors.TryFind(bench.Now, NodeBench.HostLinkLocal, out MacAddress mac), "it said where it is");
        Assert.That(mac, Is.EqualTo(NodeBench.HostMac));
    }

    private static void AssertAdvertisement(byte[] frame, IpAddress to, MacAddress mac)
    {
        IcmpV6Packet message = Frames.ReadIcmp(frame, NodeBench.NodeLinkLocal, to, mac);
        Assert.That(Frames.Read(frame, mac).HopLimit, Is.EqualTo(255));
        NdpRouterAdvertisementPacket advertisement = message.Extract<NdpRouterAdvertisementPacket>();
        Assert.That((advertisement.CurrentHopLimit, advertisement.ManagedAddressConfiguration, advertisement.OtherConfiguration),
            Is.EqualTo(((byte)64, true, true)));
        Assert.That((advertisement.RouterLifetime, advertisement.ReachableTime, advertisement.RetransmitTimer), Is.EqualTo((1800, 0u, 0u)));

        Assert.That(Icmpv6View.TryCreate(frame.AsSpan(54), out Icmpv6View view), Is.EqualTo(WireError.None));
        Assert.That(RouterAdvertisement.TryParse(view, out RouterAdvertisement parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed.Options, Is.EqualTo(new NdpOptions
        {
            SourceLinkAddress = NodeBench.NodeMac,
            Mtu = 1500,
            Prefix = new NdpPrefix(NodeBench.Prefix, OnLink: true, Autonomous: true, 2_592_000, 604_800),
            DnsServer = new NdpDnsServer(NodeBench.Dns, 1800),
        }));
        Assert.That(frame[^40..], Is.EqualTo(Octets.Of("""
            1f05 0000 00000708 066e65746b697408696e7465726e616c00 076578616d706c6503636f6d00 0000
            """)), "DNSSL (RFC 8106 §5.2)");
    }

    [Test]
    public void The_router_speaks_soon_and_often_at_first_and_then_at_random_intervals()
    {
        NodeBench bench = new(advertisements: Full, skipFirst: false);
        AssertAdvertisement(bench.Poll().Single(), IpAddress.AllNodesV6, AllNodesMac);
        for (int i = 0; i < 50; i++)
        {
            TimeSpan wait = bench.Next - bench.Now;
            (int shortest, int longest) = i < 2 ? (0, 16) : (198, 600);
            Assert.That(wait, Is.InRange(TimeSpan.FromSeconds(shortest), TimeSpan.FromSeconds(longest)));
            bench.Wait(wait - TimeSpan.FromMilliseconds(1));
            Assert.That(bench.Poll(), Is.Empty, "not too early");
            AssertAdvertisement(bench.WaitForNext().Single(), IpAddress.AllNodesV6, AllNodesMac);
        }
    }

    [Test]
    public void Intervals_differ()
    {
        NodeBench bench = new();
        _ = bench.WaitForNext();
        _ = bench.WaitForNext();
        TimeSpan[] waits = [.. Enumerable.Range(0, 8).Select(turn =>
        {
            TimeSpan wait = bench.Next - bench.Now;
            _ = bench.WaitForNext();
            return wait;
        })];
        Assert.That(waits, Is.Unique);
    }

    [Test]
    public void A_host_without_an_address_makes_the_router_speak_to_everybody_but_not_all_the_time()
    {
        NodeBench bench = new(advertisements: Full);
        bench.Wait(TimeSpan.FromSeconds(1));
        bench.Quietly(Frames.RouterSolicitation(default, null));
        Assert.That(bench.Next - bench.Now, Is.EqualTo(TimeSpan.FromSeconds(2)), "RFC 4861 §6.2.6: three seconds after the last one");
        bench.Quietly(Frames.RouterSolicitation(default, null));
        AssertAdvertisement(bench.WaitForNext().Single(), IpAddress.AllNodesV6, AllNodesMac);
        bench.Wait(TimeSpan.FromSeconds(5));
        AssertAdvertisement(bench.Ask(Frames.RouterSolicitation(default, null)), IpAddress.AllNodesV6, AllNodesMac);
        bench.Wait(TimeSpan.FromSeconds(5));
        AssertAdvertisement(bench.Ask(Frames.RouterSolicitation(NodeBench.HostLinkLocal, null)), IpAddress.AllNodesV6, AllNodesMac);
    }

    [Test]
    public void What_is_not_wanted_is_not_advertised()
    {
        NodeBench bench = new(advertisements: new RouterAdvertisementOptions { Autonomous = false, RouterLifetime = TimeSpan.Zero });
        byte[] frame = bench.Ask(Frames.RouterSolicitation(NodeBench.Host, NodeBench.HostMac));
        Assert.That(frame, Has.Length.EqualTo(54 + 16 + 8 + 32 + 8));
        Assert.That(Frames.Head(frame), Is.EqualTo(((byte)134, (byte)0, 0x4000_0000u)), "hop limit 64, no flags, no lifetime");
        Assert.That(frame[54 + 16 + 8 + 3], Is.EqualTo(0x80), "on the link, and no more");
    }

    [Test]
    public void Options_that_contradict_each_other_are_refused()
    {
        static void Make(RouterAdvertisementOptions options, int mtu = 1500) =>
            _ = new IpNode<MemoryDevice>(NodeBench.OptionsWith(options), new Netstack.Link.LinkCapabilities(mtu, false, false, false));

        Assert.That(() => Make(new(), 1279), Throws.ArgumentException);
        Assert.That(() => Make(new(), 1280), Throws.Nothing);
        Assert.That(() => Make(new() { SearchList = ["not a name"] }), Throws.ArgumentException);
        Assert.That(() => Make(new() { SearchList = [.. Enumerable.Repeat(new string('a', 63), 20)] }), Throws.ArgumentException);
        Assert.That(() => Make(new() { LongestInterval = TimeSpan.FromSeconds(100) }), Throws.ArgumentException);
        Assert.That(() => Make(new() { RouterLifetime = TimeSpan.FromDays(1) }), Throws.ArgumentException);
        Assert.That(() => Make(new() { ValidLifetime = TimeSpan.FromDays(1) }), Throws.ArgumentException, "preferred for longer");
        NodeOptions options = NodeBench.OptionsWith(new());
        NodeOptions stranger = options with { Ipv6 = options.Ipv6! with { Gateway = NodeBench.Remote } };
        Assert.That(
            () => new IpNode<MemoryDevice>(stranger, new Netstack.Link.LinkCapabilities(1500, false, false, false)),
            Throws.ArgumentException);
    }

    [Test]
    public void A_node_without_IPv6_drops_it()
    {
        NodeOptions options = NodeBench.OptionsWith(new()) with { Ipv6 = null };
        MemoryLink link = new(new Netstack.Link.LinkCapabilities(1280 - 1, false, false, false));
        IpNode<MemoryDevice> node = new(options, link.Capabilities);
        MemoryDevice device = new(link);
        NodeRecorder.NodeHandler handler = new NodeRecorder().Handler;
        link.Put(Frames.RouterSolicitation(NodeBench.HostLinkLocal, NodeBench.HostMac));
        Assert.That(node.Poll(Instant.Zero, ref device, ref handler), Is.EqualTo(Instant.Never));
        Assert.That(node.Counters.Drops(DropReason.UnknownProtocol), Is.EqualTo(1));
        Assert.That(link.FromNode, Is.Empty);
    }
}
