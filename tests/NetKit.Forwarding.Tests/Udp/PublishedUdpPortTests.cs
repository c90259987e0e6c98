using System;
using System.Linq;
using System.Runtime.Versioning;
using NetKit.Forwarding.Udp;
using NetKit.Interop;
using NetKit.Interop.Datagrams;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Forwarding.Tests.Udp;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(false)]
[TestFixture(true)]
public sealed class PublishedUdpPortTests : IDisposable
{
    private readonly ForwarderBench _bench;
    private readonly SocketEndpoint _service;
    private readonly IpAddress _gateway;
    private readonly IpAddress _any;

    public PublishedUdpPortTests(bool ipv6)
    {
        _bench = new ForwarderBench(ipv6, new UdpForwarderOptions { MaximumSessions = 3 });
        _service = _bench.Container with { Port = 5_300 };
        _gateway = ipv6 ? ForwarderBench.Parse("fd00::2") : IpAddress.FromV4(10, 0, 2, 2);
        _any = ipv6 ? default : IpAddress.AnyV4;
    }

    public void Dispose() => _bench.Dispose();

    [Test]
    public void A_peer_is_shown_as_it_is_and_answered_from_the_published_port()
    {
        SocketEndpoint at = Publish(_bench.Loopback, showAsGateway: false).Host;
        using HostPeer client = new(_bench.Loopback);
        client.Send(at, "ask"u8);
        Delivery request = _bench.Outlet.Next();
        Assert.That((request.From, request.To), Is.EqualTo((client.At, _service)));
        Assert.That(request.Payload, Is.EqualTo("ask"u8.ToArray()));

        _bench.Send(_service.Port, request.From, "answer"u8);
        ReceivedDatagram answer = client.Receive();
        Assert.That(answer.From, Is.EqualTo(at));
        Assert.That(answer.Payload.SequenceEqual("answer"u8), Is.True);
        Assert.That(_bench.OnLoop(_ => _bench.Forwarder.ActiveMappings), Is.Zero);
    }

    [Test]
    public void A_local_client_is_shown_as_the_gateway_and_the_answer_to_the_gateway_finds_it()
    {
        SocketEndpoint at = Publish(_bench.Loopback, showAsGateway: true).Host;
        using HostPeer client = new(_bench.Loopback);
        client.Send(at, "ask"u8);
        Delivery request = _bench.Outlet.Next();
        Assert.That(request.From, Is.EqualTo(new SocketEndpoint(_gateway, client.At.Port)));
        Assert.That(Reply(request.From, "answer"u8), Is.True);
        Assert.That(client.Receive().From, Is.EqualTo(at));
        Assert.That(Reply(request.From with { Port = 1 }, "nobody"u8), Is.False);
    }

    [Test]
    public void Clients_that_would_look_the_same_get_different_ports()
    {
        PublishedUdpPort port = Publish(_any, showAsGateway: true);
        using HostPeer one = new(_bench.Loopback);
        one.Send(port.Host with { Address = _bench.Loopback }, "one"u8);
        SocketEndpoint shownOne = _bench.Outlet.Next().From;

        // The same client on a second published port of the same service: only the shown port can tell the answers apart.
        PublishedUdpPort second = Publish(_any, showAsGateway: true);
        one.Send(second.Host with { Address = _bench.Loopback }, "two"u8);
        SocketEndpoint shownTwo = _bench.Outlet.Next().From;
        Assert.That(shownTwo, Is.Not.EqualTo(shownOne));
        Assert.That(Reply(shownTwo, "2"u8), Is.True);
        Assert.That(one.Receive().From.Port, Is.EqualTo(second.Host.Port));
        Assert.That(Reply(shownOne, "1"u8), Is.True);
        Assert.That(one.Receive().From.Port, Is.EqualTo(port.Host.Port));
    }

    [Test]
    public void The_answer_leaves_from_the_address_that_was_spoken_to()
    {
        // IPv6 has no second loopback address; the end-to-end tests have an interface with two.
        PublishedUdpPort port = Publish(_any, showAsGateway: true);
        using HostPeer client = new(_bench.Loopback);
        SocketEndpoint spokenTo = port.Host with { Address = _bench.Loopback.IsV4 ? IpAddress.FromV4(127, 0, 0, 3) : _bench.Loopback };
        client.Send(spokenTo, "ask"u8);
        Assert.That(Reply(_bench.Outlet.Next().From, "answer"u8), Is.True);
        Assert.That(client.Receive().From, Is.EqualTo(spokenTo));
    }

    [Test]
    public void A_busy_port_is_an_error()
    {
        using HostPeer holder = new(_bench.Loopback);
        UdpPublication publication = new(holder.At, _service, (peer, _) => peer);
        PublishedUdpPort? port = null;
        Assert.That(_bench.OnLoop(_ => _bench.Forwarder.Publish(publication, out port)), Is.EqualTo(Errno.AddressInUse));
        Assert.That(port, Is.Null);
    }

    [Test]
    public void A_client_that_has_gone_is_an_icmp_error_for_the_container()
    {
        PublishedUdpPort port = Publish(_any, showAsGateway: true);
        SocketEndpoint shown;
        using (HostPeer client = new(_bench.Loopback))
        {
            client.Send(port.Host with { Address = _bench.Loopback }, "ask and leave"u8);
            shown = _bench.Outlet.Next().From;
        }

        Assert.That(Reply(shown, "too late"u8), Is.True);
        Delivery error = _bench.Outlet.Next();
        Assert.That((error.From, error.To), Is.EqualTo((_service, shown)));
        Assert.That(error.Payload, Is.EqualTo("too late"u8.ToArray()));
        Assert.That(error.Error!.Value.Type, Is.EqualTo(_bench.Loopback.IsV4 ? 3 : 1));
    }

    [Test]
    public void Sessions_end_when_idle_and_with_their_port()
    {
        PublishedUdpPort port = Publish(_bench.Loopback, showAsGateway: true);
        using HostPeer client = new(_bench.Loopback);
        client.Send(port.Host, "ask"u8);
        SocketEndpoint shown = _bench.Outlet.Next().From;
        UdpMappingSnapshot flow = _bench.OnLoop(now => _bench.Forwarder.Snapshot(now).Single());
        Assert.That((flow.IsInbound, flow.IsStream, flow.Peer, flow.DatagramsIn), Is.EqualTo((true, false, client.At, 1L)));
        Assert.That(Reply(shown, "answer"u8), Is.True);
        _ = client.Receive();
        _bench.Pass(TimeSpan.FromSeconds(119));
        Assert.That(_bench.OnLoop(_ => _bench.Forwarder.ActiveSessions), Is.EqualTo(1));
        _bench.Pass(TimeSpan.FromSeconds(121));
        Assert.That(_bench.OnLoop(_ => _bench.Forwarder.ActiveSessions), Is.Zero);
        Assert.That(Reply(shown, "after the end"u8), Is.False);

        client.Send(port.Host, "again"u8);
        _ = _bench.Outlet.Next();
        _bench.OnLoop(port.Dispose);
        Assert.That(_bench.OnLoop(_ => _bench.Forwarder.ActiveSessions), Is.Zero);
        using HostPeer heir = new(_bench.Loopback, port.Host.Port);
    }

    [Test]
    public void A_full_table_gives_up_the_oldest_unanswered_session()
    {
        SocketEndpoint at = Publish(_bench.Loopback, showAsGateway: true).Host;
        SocketEndpoint[] shown = new SocketEndpoint[4];
        HostPeer[] clients = [.. Enumerable.Range(0, 4).Select(_ => new HostPeer(_bench.Loopback))];
        for (int i = 0; i < clients.Length; i++)
        {
            clients[i].Send(at, [(byte)i]);
            shown[i] = _bench.Outlet.Next().From;
        }

        Assert.That(Reply(shown[0], "gone"u8), Is.False);
        Assert.That(Reply(shown[3], "there"u8), Is.True);
        Assert.That(_bench.OnLoop(_ => (_bench.Forwarder.ActiveSessions, _bench.Counters.SessionsRecycled)), Is.EqualTo((3, 1L)));
        Array.ForEach(clients, client => client.Dispose());
    }

    private PublishedUdpPort Publish(IpAddress host, bool showAsGateway)
    {
        UdpPublication publication = new(new SocketEndpoint(host, 0), _service, (peer, _) => showAsGateway ? _gateway : peer);
        return _bench.OnLoop(_ =>
        {
            Assert.That(_bench.Forwarder.Publish(publication, out PublishedUdpPort? port), Is.EqualTo(Errno.None));
            return port!;
        });
    }

    private bool Reply(SocketEndpoint to, ReadOnlySpan<byte> payload)
    {
        byte[] copy = payload.ToArray();
        return _bench.OnLoop(now => _bench.Forwarder.TryForwardReply(now, _bench.Datagram(_service.Port, to, copy)));
    }
}
