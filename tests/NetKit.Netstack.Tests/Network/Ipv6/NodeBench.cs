using System;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>A node with IPv6 on a virtual clock, and the other end of its link.</summary>
internal sealed class NodeBench
{
    private MemoryDevice _device;

    public NodeBench(LinkCapabilities? capabilities = null, RouterAdvertisementOptions? advertisements = null, bool skipFirst = true)
    {
        Link = new MemoryLink(capabilities ?? new LinkCapabilities(1500, false, false, false));
        _device = new MemoryDevice(Link);
        Node = new IpNode<MemoryDevice>(OptionsWith(advertisements ?? new RouterAdvertisementOptions()), Link.Capabilities);
        if (skipFirst)
        {
            // The first advertisement, which is always there.
            Assert.That(Poll(), Has.Length.EqualTo(1));
        }
    }

    public static IpPrefix Prefix { get; } = IpPrefix.Of(new IpAddress(0xFD00_0000_0000_0000, 0), 64);

    public static IpAddress Gateway { get; } = Prefix.At(2);

    public static IpAddress Dns { get; } = Prefix.At(3);

    public static MacAddress NodeMac { get; } = new(0x5A94_EF00_0001);

    public static IpAddress NodeLinkLocal { get; } = Address("fe80::5894:efff:fe00:1");

    public static MacAddress HostMac { get; } = new(0x5254_000A_0064);

    public static IpAddress Host { get; } = Address("fd00::5054:ff:fe0a:64");

    public static IpAddress HostLinkLocal { get; } = Address("fe80::5054:ff:fe0a:64");

    /// <summary>Somewhere else.</summary>
    public static IpAddress Remote { get; } = Address("2001:db8::1");

    public IpNode<MemoryDevice> Node { get; }

    public MemoryLink Link { get; }

    public NodeRecorder Seen { get; } = new();

    public Instant Now { get; private set; } = Instant.FromMilliseconds(1);

    /// <summary>When the node wants to be polled.</summary>
    public Instant Next { get; private set; }

    public ref MemoryDevice Device => ref _device;

    public static IpAddress Address(string text) =>
        IpAddress.TryParse(text, out IpAddress address) ? address : throw new ArgumentException(text);

    public static NodeOptions OptionsWith(RouterAdvertisementOptions advertisements) => new()
    {
        Mac = NodeMac,
        Subnet = IpPrefix.Of(IpAddress.FromV4(10, 0, 2, 0), 24),
        Gateway = IpAddress.FromV4(10, 0, 2, 2),
        Ipv6 = new NodeIpv6Options
        {
            Prefix = Prefix,
            Gateway = Gateway,
            OtherAddresses = [Dns],
            Advertisements = advertisements,
        },
        Seed = 1,
    };

    /// <summary>One turn; what the node sent in it.</summary>
    public byte[][] Poll()
    {
        NodeRecorder.NodeHandler handler = Seen.Handler;
        Next = Node.Poll(Now, ref _device, ref handler);
        byte[][] frames = [.. Link.FromNode.Select(static frame => frame.Octets)];
        Link.FromNode.Clear();
        Assert.That(Node.Counters.Arrivals, Is.EqualTo(Node.Counters.Deliveries + Node.Counters.TotalDrops), "every frame counts once");
        return frames;
    }

    /// <summary>A frame in; the frames out.</summary>
    public byte[][] Send(byte[] frame, FrameOffload offload = default)
    {
        Link.Put(frame, offload);
        return Poll();
    }

    /// <summary>A frame in, one frame out, and nothing else.</summary>
    public byte[] Ask(byte[] frame)
    {
        byte[][] answers = Send(frame);
        Assert.That(answers, Has.Length.EqualTo(1));
        return answers[0];
    }

    /// <summary>A frame in, and nothing out.</summary>
    public void Quietly(byte[] frame) => Assert.That(Send(frame), Is.Empty);

    /// <summary>A frame in that is dropped for this reason and answered with nothing.</summary>
    public void Refuses(byte[] frame, DropReason reason)
    {
        long before = Node.Counters.Drops(reason);
        Quietly(frame);
        Assert.That(Node.Counters.Drops(reason), Is.EqualTo(before + 1), $"{reason}");
    }

    /// <summary>Lets the host ask for the gateway, as every host does first: both know each other then.</summary>
    public void Meet()
    {
        _ = Ask(Frames.Solicitation(Host, Gateway, HostMac));
        _ = Ask(Frames.Solicitation(HostLinkLocal, NodeLinkLocal, HostMac));
    }

    public void Wait(TimeSpan time) => Now += time;

    /// <summary>Goes to the time the node asked for, and lets it have its turn.</summary>
    public byte[][] WaitForNext()
    {
        Now = Next;
        return Poll();
    }
}
