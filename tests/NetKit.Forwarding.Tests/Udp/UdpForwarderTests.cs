using System;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Icmp;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(false)]
[TestFixture(true)]
public sealed class UdpForwarderTests(bool ipv6) : IDisposable
{
    private readonly ForwarderBench _bench = new(ipv6);

    public void Dispose() => _bench.Dispose();

    [Test]
    public void A_datagram_goes_out_and_its_answer_comes_back_from_the_true_source()
    {
        using HostPeer server = new(_bench.Loopback);
        _bench.Send(40_000, server.At, "ask"u8);
        ReceivedDatagram request = server.Receive();
        Assert.That(request.Payload.SequenceEqual("ask"u8), Is.True);
        server.Send(request.From, "answer"u8);

        Delivery answer = _bench.Outlet.Next();
        Assert.That(answer.From, Is.EqualTo(server.At));
        Assert.That(answer.To, Is.EqualTo(_bench.Container with { Port = 40_000 }));
        Assert.That(answer.Payload, Is.EqualTo("answer"u8.ToArray()));
    }

    [Test]
    public void An_empty_datagram_is_a_datagram()
    {
        using HostPeer server = new(_bench.Loopback);
        _bench.Send(40_001, server.At, []);
        ReceivedDatagram request = server.Receive();
        Assert.That(request.Payload.Length, Is.Zero);
        server.Send(request.From, []);
        Assert.That(_bench.Outlet.Next().Payload, Is.Empty);
    }

    [Test]
    public void All_destinations_see_the_same_source()
    {
        using HostPeer first = new(_bench.Loopback);
        using HostPeer second = new(_bench.Loopback);
        _bench.Send(40_002, first.At, "1"u8);
        _bench.Send(40_002, second.At, "2"u8);
        Assert.That(first.Receive().From, Is.EqualTo(second.Receive().From));
        Assert.That(_bench.OnLoop(_ => _bench.Forwarder.ActiveMappings), Is.EqualTo(1));
    }

    [Test]
    public void The_port_is_kept_where_it_is_free()
    {
        using HostPeer server = new(_bench.Loopback);
        ushort free;
        using (HostPeer probe = new(_bench.Loopback))
        {
            free = probe.At.Port;
        }

        _bench.Send(free, server.At, "x"u8);
        Assert.That(server.Receive().From.Port, Is.EqualTo(free));
    }

    [Test]
    public void A_port_that_is_taken_or_well_known_is_replaced()
    {
        using HostPeer server = new(_bench.Loopback);
        _bench.Send(server.At.Port, server.At, "x"u8);
        Assert.That(server.Receive().From.Port, Is.Not.EqualTo(server.At.Port));
        _bench.Send(1_023, server.At, "x"u8);
        Assert.That(server.Receive().From.Port, Is.Not.EqualTo(1_023));
    }

    [Test]
    public void An_address_that_was_asked_may_answer_from_any_port()
    {
        using HostPeer server = new(_bench.Loopback);
        using HostPeer sibling = new(_bench.Loopback);
        _bench.Send(40_003, server.At, "ask"u8);
        sibling.Send(server.Receive().From, "other port"u8);
        Assert.That(_bench.Outlet.Next().From, Is.EqualTo(sibling.At));
    }

    [Test]
    public void A_refused_datagram_is_an_icmp_error_for_the_container()
    {
        SocketEndpoint nobody;
        using (HostPeer gone = new(_bench.Loopback))
        {
            nobody = gone.At;
        }

        _bench.Send(40_004, nobody, "refused"u8);
        Delivery error = _bench.Outlet.Next();
        Assert.That(error.From, Is.EqualTo(_bench.Container with { Port = 40_004 }));
        Assert.That(error.To, Is.EqualTo(nobody));
        Assert.That(error.Payload, Is.EqualTo("refused"u8.ToArray()));
        Assert.That(error.Error, Is.EqualTo(new IcmpReport(ipv6 ? (byte)1 : (byte)3, ipv6 ? (byte)4 : (byte)3, 0, _bench.Loopback)));
    }

    [Test]
    public void An_error_of_one_destination_does_not_cost_the_next_datagram()
    {
        using HostPeer server = new(_bench.Loopback);
        SocketEndpoint nobody = server.At with { Port = 9 };
        byte[] payload = [1];
        _bench.OnLoop(now =>
        {
            for (int i = 0; i < 20; i++)
            {
                _bench.Forward(now, 40_005, nobody, payload);
                _bench.Forward(now, 40_005, server.At, payload);
            }
        });
        for (int i = 0; i < 20; i++)
        {
            _ = server.Receive();
        }

        Assert.That(_bench.Outlet.Next().Error, Is.Not.Null);
        Assert.That(_bench.OnLoop(_ => _bench.Counters.Sent), Is.EqualTo(40));
    }

    [Test]
    public void Hop_limit_and_traffic_class_are_carried()
    {
        using HostPeer server = new(_bench.Loopback);
        _bench.Send(40_006, server.At, "usual"u8, timeToLive: 63);
        Assert.That(server.Receive().TimeToLive, Is.EqualTo(63));
        _bench.Send(40_006, server.At, "traceroute"u8, timeToLive: 3);
        Assert.That(server.Receive().TimeToLive, Is.EqualTo(3));
        byte[] payload = [1];
        _bench.OnLoop(now => _bench.Forwarder.Forward(now, new UdpDatagram
        {
            Source = _bench.Container.Address,
            SourcePort = 40_006,
            Destination = server.At.Address,
            DestinationPort = server.At.Port,
            TimeToLive = 63,
            TrafficClass = 0xB8 | 2,
            Payload = payload,
        }));
        ReceivedDatagram marked = server.Receive();
        Assert.That((marked.TimeToLive, marked.TrafficClass), Is.EqualTo(((byte)63, (byte)0xBA)));
    }

    [Test]
    public void A_congestion_mark_reaches_the_container()
    {
        using HostPeer server = new(_bench.Loopback);
        _bench.Send(40_007, server.At, "ask"u8);
        DatagramTarget marked = new(server.Receive().From) { TrafficClass = 3 };
        Assert.That(DatagramSender.SendOne(server.Fd, marked, "marked"u8).IsOk, Is.True);
        Assert.That(_bench.Outlet.Next().TrafficClass, Is.EqualTo(3));
    }

    [Test]
    public void Multicast_and_impossible_destinations_are_dropped_and_counted()
    {
        _bench.Send(40_008, new SocketEndpoint(ForwarderBench.Parse(ipv6 ? "ff02::fb" : "224.0.0.251"), 5_353), "mdns"u8);
        _bench.Send(40_008, new SocketEndpoint(_bench.Loopback, 0), "no port"u8);
        _bench.Send(40_008, new SocketEndpoint(ipv6 ? default : IpAddress.AnyV4, 53), "nowhere"u8);
        UdpCounters counters = _bench.Counters;
        Assert.That(counters.DropsFromContainer(UdpDropReason.Multicast), Is.EqualTo(1));
        Assert.That(counters.DropsFromContainer(UdpDropReason.BadDestination), Is.EqualTo(2));
        Assert.That(counters.Offered, Is.EqualTo(counters.Sent + counters.TotalDropsFromContainer));
        Assert.That(_bench.OnLoop(_ => _bench.Forwarder.ActiveMappings), Is.Zero);
    }

    [Test]
    public void The_snapshot_tells_what_has_flowed()
    {
        using HostPeer server = new(_bench.Loopback);
        _bench.Send(40_009, server.At, "ask"u8);
        SocketEndpoint host = server.Receive().From;
        server.Send(host, "answer"u8);
        _ = _bench.Outlet.Next();
        UdpMappingSnapshot flow = _bench.OnLoop(now => _bench.Forwarder.Snapshot(now).Single());
        Assert.That(flow.Container, Is.EqualTo(_bench.Container with { Port = 40_009 }));
        Assert.That(flow.Host.Port, Is.EqualTo(host.Port));
        Assert.That(flow.Peer, Is.EqualTo(server.At));
        Assert.That((flow.DatagramsOut, flow.DatagramsIn, flow.OctetsOut, flow.OctetsIn), Is.EqualTo((1L, 1L, 3L, 6L)));
        Assert.That((flow.IsInbound, flow.IsStream), Is.EqualTo((false, true)));
    }
}
