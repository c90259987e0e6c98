using System;
using System.Runtime.Versioning;
using NetKit.Forwarding.Icmp;
using NetKit.Forwarding.Loop;
using NetKit.Forwarding.Tests.Udp;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Network;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Icmp;

/// <summary>
/// Real pings to this host's loopback: with the kind of socket that this process would choose, and with a raw one.
/// </summary>
[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(false, true)]
[TestFixture(true, true)]
[TestFixture(false, false)]
[TestFixture(true, false)]
public sealed class EchoForwarderTests : IDisposable
{
    private readonly EventLoop _loop = new("echo-test");
    private readonly RecordingOutlet _outlet = new();
    private readonly EchoForwarder _forwarder;
    private readonly IpAddress _container;
    private readonly IpAddress _loopback;
    private readonly bool _ipv6;
    private readonly bool _usePingSockets;

    public EchoForwarderTests(bool ipv6, bool usePingSockets)
    {
        _ipv6 = ipv6;
        _usePingSockets = usePingSockets;
        _container = ipv6 ? ForwarderBench.Parse("fd00::100") : IpAddress.FromV4(10, 0, 2, 100);
        _loopback = ipv6 ? IpAddress.LoopbackV6 : IpAddress.LoopbackV4;
        EchoForwarderOptions options = new() { MaximumFlows = 2, UsePingSockets = usePingSockets };
        _forwarder = new EchoForwarder(new DatagramEngine(_loop), _outlet, options);
        _loop.Start();
    }

    public void Dispose()
    {
        _ = OnLoop(_ =>
        {
            _forwarder.Dispose();
            return true;
        });
        _loop.Dispose();
    }

    [Test]
    public void A_ping_is_answered_with_identifier_sequence_and_data()
    {
        NeedSocket();
        for (ushort sequence = 1; sequence <= 3; sequence++)
        {
            Assert.That(Ping(_loopback, 77, sequence, "netkit"u8), Is.EqualTo(EchoVerdict.Sent));
            Delivery reply = _outlet.Next();
            Assert.That((reply.From.Address, reply.To.Address), Is.EqualTo((_loopback, _container)));
            Assert.That((reply.Identifier, reply.Sequence), Is.EqualTo(((ushort)77, sequence)));
            Assert.That(reply.Payload, Is.EqualTo("netkit"u8.ToArray()));
            Assert.That(reply.TimeToLive, Is.EqualTo(63));
        }

        Assert.That(OnLoop(_ => (_forwarder.Counters.Sent, _forwarder.Counters.Replies, _forwarder.ActiveFlows)), Is.EqualTo((3L, 3L, 1)));
    }

    [Test]
    public void A_ping_larger_than_any_mtu_comes_back_whole()
    {
        NeedSocket();
        byte[] data = new byte[60_000];
        new Random(1).NextBytes(data);
        Assert.That(Ping(_loopback, 78, 1, data), Is.EqualTo(EchoVerdict.Sent));
        Assert.That(_outlet.Next().Payload, Is.EqualTo(data));
    }

    [Test]
    public void Two_programs_with_one_identifier_do_not_get_each_others_answers()
    {
        NeedSocket();
        IpAddress other = _ipv6 ? ForwarderBench.Parse("fd00::101") : IpAddress.FromV4(10, 0, 2, 101);
        Assert.That(Ping(_loopback, 79, 1, "one"u8), Is.EqualTo(EchoVerdict.Sent));
        Assert.That(Ping(_loopback, 79, 1, "two"u8, other), Is.EqualTo(EchoVerdict.Sent));
        for (int i = 0; i < 2; i++)
        {
            Delivery reply = _outlet.Next();
            Assert.That(reply.Payload, Is.EqualTo(reply.To.Address == other ? "two"u8.ToArray() : "one"u8.ToArray()));
        }
    }

    [Test]
    public void An_idle_flow_ends_after_a_minute_and_the_next_ping_opens_another()
    {
        NeedSocket();
        Assert.That(Ping(_loopback, 80, 1, default), Is.EqualTo(EchoVerdict.Sent));
        _ = _outlet.Next();
        _ = OnLoop(now => _forwarder.OnTurn(now + TimeSpan.FromSeconds(59)));
        Assert.That(OnLoop(_ => _forwarder.ActiveFlows), Is.EqualTo(1));
        _ = OnLoop(now => _forwarder.OnTurn(now + TimeSpan.FromSeconds(61)));
        Assert.That(OnLoop(_ => (_forwarder.ActiveFlows, _forwarder.Counters.FlowsExpired)), Is.EqualTo((0, 1L)));
        Assert.That(Ping(_loopback, 80, 2, default), Is.EqualTo(EchoVerdict.Sent));
        Assert.That(_outlet.Next().Sequence, Is.EqualTo(2));
    }

    [Test]
    public void A_full_table_gives_up_the_flow_idle_for_longest()
    {
        NeedSocket();
        for (ushort identifier = 81; identifier < 86; identifier++)
        {
            Assert.That(Ping(_loopback, identifier, 1, default), Is.EqualTo(EchoVerdict.Sent));
            Assert.That(_outlet.Next().Identifier, Is.EqualTo(identifier));
        }

        Assert.That(OnLoop(_ => (_forwarder.ActiveFlows, _forwarder.Counters.FlowsRecycled)), Is.EqualTo((2, 3L)));
    }

    [Test]
    public void Multicast_and_broadcast_are_not_pinged()
    {
        IpAddress everyone = _ipv6 ? ForwarderBench.Parse("ff02::1") : IpAddress.BroadcastV4;
        Assert.That(Ping(everyone, 87, 1, default), Is.EqualTo(EchoVerdict.Dropped));
        Assert.That(OnLoop(_ => _forwarder.Counters.Drops(EchoDropReason.BadDestination)), Is.EqualTo(1));
    }

    [Test]
    public void The_verdict_says_whether_this_host_lets_us_ping()
    {
        EchoVerdict expected = Kind() == EchoSocketKind.None ? EchoVerdict.Unavailable : EchoVerdict.Sent;
        Assert.That(Ping(_loopback, 88, 1, default), Is.EqualTo(expected));
        Assert.That(OnLoop(_ => _forwarder.KindInUse(_ipv6)), Is.EqualTo(Kind()));
        EchoCounters counters = _forwarder.Counters;
        Assert.That(OnLoop(_ => counters.Offered), Is.EqualTo(OnLoop(_ => counters.Sent + counters.TotalDrops)));
    }

    private EchoSocketKind Kind()
    {
        if (_usePingSockets)
        {
            return EchoSupport.Probe(_ipv6);
        }

        Errno error = IcmpSockets.OpenRaw(_ipv6, out Fd fd);
        Sockets.Close(fd);
        return error == Errno.None ? EchoSocketKind.Raw : EchoSocketKind.None;
    }

    private void NeedSocket()
    {
        if (Kind() == EchoSocketKind.None)
        {
            Assert.Ignore("This process may open no ICMP socket: net.ipv4.ping_group_range leaves it out, and there is no CAP_NET_RAW.");
        }
    }

    private EchoVerdict Ping(IpAddress to, ushort identifier, ushort sequence, ReadOnlySpan<byte> data, IpAddress from = default)
    {
        byte[] payload = data.ToArray();
        return OnLoop(now => _forwarder.Forward(now, new EchoRequest
        {
            Source = from == default ? _container : from,
            Destination = to,
            Identifier = identifier,
            Sequence = sequence,
            TimeToLive = 63,
            Payload = payload,
        }));
    }

    private T OnLoop<T>(Func<Instant, T> work) => _loop.RunAsync(() => work(_loop.Now)).GetAwaiter().GetResult();
}
