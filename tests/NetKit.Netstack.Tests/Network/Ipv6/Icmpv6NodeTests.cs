using System;
using System.Linq;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network.Ipv6;

/// <summary>Pings and errors (RFC 4443), and the headers that can be wrong (RFC 8200 §4).</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class Icmpv6NodeTests
{
    private readonly NodeBench _bench = new();

    [SetUp]
    public void Meet() => _bench.Meet();

    [TestCase("fd00::2")]
    [TestCase("fd00::3")]
    [TestCase("fe80::5894:efff:fe00:1")]
    public void The_node_answers_pings(string text)
    {
        IpAddress target = NodeBench.Address(text);
        byte[] ping = Frames.Echo(NodeBench.Host, target);
        byte[] pong = _bench.Ask(ping);
        Assert.That(Frames.ReadIcmp(pong, target, NodeBench.Host).Type, Is.EqualTo(IcmpV6Type.EchoReply));
        Assert.That(pong[58..], Is.EqualTo(ping[58..]), "identifier, number and data");
        Assert.That(pong[21], Is.EqualTo(64));
    }

    [Test]
    public void A_ping_to_everybody_is_answered_with_an_own_address()
    {
        byte[] pong = _bench.Ask(Frames.Echo(NodeBench.HostLinkLocal, IpAddress.AllNodesV6));
        _ = Frames.ReadIcmp(pong, NodeBench.NodeLinkLocal, NodeBench.HostLinkLocal);
        pong = _bench.Ask(Frames.Echo(NodeBench.Host, IpAddress.AllRoutersV6));
        _ = Frames.ReadIcmp(pong, NodeBench.Gateway, NodeBench.Host);
        _bench.Refuses(Frames.Echo(NodeBench.Host, NodeBench.Address("ff02::fb")), DropReason.BadDestination);
    }

    [Test]
    public void Other_pings_are_handed_on_and_their_answers_sent()
    {
        _bench.Quietly(Frames.Echo(NodeBench.Host, NodeBench.Remote, hopLimit: 9));
        NodeRecorder.RecordedDatagram echo = _bench.Seen.Echoes.Single();
        Assert.That(
            (echo.Source, echo.Destination, echo.SourcePort, echo.DestinationPort, echo.TimeToLive, echo.DontFragment),
            Is.EqualTo((NodeBench.Host, NodeBench.Remote, (ushort)0x1234, (ushort)7, (byte)8, true)));
        _bench.Node.SendEchoReply(NodeBench.Remote, NodeBench.Host, 0x1234, 7, 55, echo.Payload, ref _bench.Device);
        byte[] pong = _bench.Poll().Single();
        Assert.That(Frames.ReadIcmp(pong, NodeBench.Remote, NodeBench.Host).Type, Is.EqualTo(IcmpV6Type.EchoReply));
        Assert.That((pong[21], pong.Length), Is.EqualTo(((byte)55, 14 + 40 + 8 + 56)));
    }

    [Test]
    public void A_packet_at_its_end_is_reported()
    {
        byte[] packet = Frames.Udp(NodeBench.Host, 4000, NodeBench.Remote, 33434, [1, 2, 3], hopLimit: 1);
        AssertError(_bench.Ask(packet), (3, 0, 0u), packet);
        Assert.That(_bench.Seen.Datagrams, Is.Empty);
        Assert.That(_bench.Node.Counters.Drops(DropReason.TimeToLive), Is.EqualTo(1));
        _bench.Quietly(Frames.Udp(NodeBench.Host, 4000, NodeBench.Gateway, 33434, [1], hopLimit: 1));
        Assert.That(_bench.Seen.Datagrams, Has.Count.EqualTo(1), "to the node itself it is not too far");
    }

    [Test]
    public void An_address_of_the_link_that_nobody_has_is_reported()
    {
        byte[] packet = Frames.Echo(NodeBench.Host, NodeBench.Prefix.At(99));
        AssertError(_bench.Ask(packet), (1, 3, 0u), packet);
    }

    [Test]
    public void A_link_local_address_does_not_leave_the_link()
    {
        byte[] packet = Frames.Udp(NodeBench.HostLinkLocal, 4000, NodeBench.Remote, 53, [1]);
        byte[] error = _bench.Ask(packet);
        _ = Frames.ReadIcmp(error, NodeBench.NodeLinkLocal, NodeBench.HostLinkLocal);
        Assert.That(Frames.Head(error), Is.EqualTo(((byte)1, (byte)2, 0u)), "beyond scope of source address");
    }

    [TestCase("fd01::1")]
    [TestCase("2001:db8::5")]
    [TestCase("::1")]
    [TestCase("::")]
    [TestCase("ff02::1")]
    [TestCase("fd00::2")]
    [TestCase("fe80::5894:efff:fe00:1")]
    public void A_source_that_no_neighbour_can_have_is_dropped(string source) =>
        _bench.Refuses(Frames.Udp(NodeBench.Address(source), 4000, NodeBench.Gateway, 53, [1]), DropReason.BadSource);

    [Test]
    public void Without_an_address_one_may_only_ask_for_one()
    {
        _bench.Refuses(Frames.Echo(default, NodeBench.Gateway), DropReason.BadSource);
        _bench.Refuses(Frames.Udp(default, 546, NodeBench.Address("ff02::1:2"), 547, [1]), DropReason.BadSource);
        _bench.Refuses(Frames.Advertisement(NodeBench.Host, null, false, false).With(22 + 15, 0), DropReason.BadChecksum);
    }

    [TestCase("::")]
    [TestCase("::1")]
    public void A_destination_that_is_never_routed_is_dropped(string destination) =>
        _bench.Refuses(Frames.Udp(NodeBench.Host, 4000, NodeBench.Address(destination), 53, [1]), DropReason.BadDestination);

    [Test]
    public void A_frame_to_everybody_with_a_packet_for_one_is_dropped()
    {
        byte[] frame = Frames.Udp(NodeBench.Host, 4000, NodeBench.Remote, 53, [1]);
        Octets.Of("ffffffffffff").CopyTo(frame, 0);
        _bench.Refuses(frame, DropReason.BadDestination);
    }

    [Test]
    public void Mapped_addresses_are_a_disguise()
    {
        byte[] frame = Frames.Of(
            NodeBench.Host, new IpAddress(0, 0xFFFF_0A00_0202), (IpProtocol)132, 64, Octets.Random(1, 20));
        _bench.Refuses(frame, DropReason.Malformed);
    }

    [Test]
    public void A_protocol_that_is_not_spoken_is_reported_with_the_place_of_its_number()
    {
        byte[] packet = Frames.Of(NodeBench.Host, NodeBench.Remote, (IpProtocol)132, 64, Octets.Random(1, 20));
        AssertError(_bench.Ask(packet), (4, 1, 6u), packet);
        packet = Frames.Of(NodeBench.Host, NodeBench.Gateway, IpProtocol.DestinationOptions, 64, Octets.Of("8400 0104 00000000 00112233"));
        AssertError(_bench.Ask(packet), (4, 1, 40u), packet);
        _bench.Refuses(Frames.Of(NodeBench.Host, NodeBench.Gateway, IpProtocol.NoNextHeader, 64, []), DropReason.UnknownProtocol);
    }

    [Test]
    public void Extension_headers_are_passed()
    {
        byte[] datagram = Frames.UdpSegment(NodeBench.Host, 4000, NodeBench.Gateway, 53, [7]);

        // Hop-by-hop, routing (no segments left), destination options, authentication header (12 octets).
        byte[] chain = Octets.Of("""
            2b00 0502 0000 0100
            3c00 0000 00000000
            3300 1e04 00000000
            1101 0000 00000000 00000000
            """);
        _bench.Quietly(Frames.Of(NodeBench.Host, NodeBench.Gateway, IpProtocol.HopByHop, 64, [.. chain, .. datagram]));
        Assert.That(_bench.Seen.Datagrams.Single().Payload, Is.EqualTo(new byte[] { 7 }));
    }

    /// <summary>RFC 8200 §4.2: the highest two bits of an option say what is to become of a packet with it.</summary>
    [TestCase((byte)0x3E, 0, 0)]
    [TestCase((byte)0x7E, -1, -1)]
    [TestCase((byte)0xBE, 2, 2)]
    [TestCase((byte)0xFE, 2, -1)]
    public void Options_that_are_not_known_say_themselves_what_they_want(byte option, int toOne, int toMany)
    {
        Check(NodeBench.Gateway, toOne);
        Check(NodeBench.Address("ff02::1:2"), toMany);

        void Check(IpAddress destination, int code)
        {
            byte[] options = [17, 0, 1, 0, option, 2, 0, 0];
            byte[] packet = Frames.Of(
                NodeBench.Host, destination, IpProtocol.DestinationOptions, 64,
                [.. options, .. Frames.UdpSegment(NodeBench.Host, 546, destination, 547, [1])]);
            if (code > 0)
            {
                AssertError(_bench.Ask(packet), (4, (byte)code, 44u), packet);
                return;
            }

            int before = _bench.Seen.Datagrams.Count;
            _bench.Quietly(packet);
            Assert.That(_bench.Seen.Datagrams, Has.Count.EqualTo(code < 0 ? before : before + 1));
        }
    }

    [Test]
    public void A_route_that_leads_elsewhere_is_refused()
    {
        byte[] header = [17, 2, 0, 1, 0, 0, 0, 0, .. new byte[16]];
        byte[] packet = Frames.Of(
            NodeBench.Host, NodeBench.Gateway, IpProtocol.Routing, 64,
            [.. header, .. Frames.UdpSegment(NodeBench.Host, 1, NodeBench.Gateway, 2, [1])]);
        AssertError(_bench.Ask(packet), (4, 0, 42u), packet);
    }

    [Test]
    public void Hop_by_hop_options_stand_first_or_nowhere()
    {
        byte[] packet = Frames.Of(
            NodeBench.Host, NodeBench.Gateway, IpProtocol.DestinationOptions, 64, Octets.Of("0000 0104 00000000 3b00 0104 00000000"));
        AssertError(_bench.Ask(packet), (4, 1, 40u), packet);
    }

    [Test]
    public void Nothing_is_said_about_errors_and_about_packets_to_many()
    {
        byte[] unreachable = [1, 4, 0, 0, 0, 0, 0, 0, .. new byte[48]];
        _bench.Quietly(Frames.Icmp(NodeBench.Host, NodeBench.Remote, 1, unreachable));
        _bench.Quietly(Frames.Icmp(NodeBench.Host, NodeBench.Prefix.At(99), 64, unreachable));
        byte[] message = Frames.Icmp(NodeBench.Host, NodeBench.Gateway, 64, unreachable)[54..];
        _bench.Quietly(Frames.Of(
            NodeBench.Host, NodeBench.Gateway, IpProtocol.DestinationOptions, 64, [58, 0, 1, 0, 0xBE, 2, 0, 0, .. message]));
        _bench.Quietly(Frames.Of(NodeBench.Host, IpAddress.AllNodesV6, (IpProtocol)132, 64, Octets.Random(1, 20)));
        Assert.That(_bench.Node.Counters.IcmpErrorsOut, Is.Zero);
        _bench.Refuses(Frames.Icmp(NodeBench.Host, NodeBench.Gateway, 64, unreachable), DropReason.IcmpIgnored);
    }

    [Test]
    public void Errors_are_limited()
    {
        for (int i = 0; i < 200; i++)
        {
            _bench.Link.Put(Frames.Udp(NodeBench.Host, 4000, NodeBench.Remote, 33434, [1], hopLimit: 1));
        }

        int errors = 0;
        for (int i = 0; i < 5; i++)
        {
            errors += _bench.Poll().Length;
        }

        Assert.That(errors, Is.EqualTo(IcmpErrorLimiter.DefaultBurst));
        Assert.That(_bench.Node.Counters.IcmpErrorsSuppressed, Is.EqualTo(200 - errors));
    }

    [Test]
    public void Errors_about_datagrams_that_went_on_are_carried_over()
    {
        QuotedUdp about = new(NodeBench.Host, 4000, NodeBench.Remote, 53, "payload"u8);
        _bench.Node.SendError(new IcmpError(default, 1, 4, 0), about, ref _bench.Device);
        byte[] error = _bench.Poll().Single();
        _ = Frames.ReadIcmp(error, NodeBench.Gateway, NodeBench.Host);
        Assert.That(Frames.Head(error), Is.EqualTo(((byte)1, (byte)4, 0u)));

        IpAddress router = NodeBench.Address("2001:db8::ff");
        _bench.Node.SendError(new IcmpError(router, 2, 0, 1400), about, ref _bench.Device);
        error = _bench.Poll().Single();
        _ = Frames.ReadIcmp(error, router, NodeBench.Host);
        Assert.That(Frames.Head(error), Is.EqualTo(((byte)2, (byte)0, 1400u)), "packet too big, from the router that said so");

        QuotedEcho ping = new(NodeBench.Host, NodeBench.Remote, 1, 2, "payload"u8);
        _bench.Node.SendError(new IcmpError(router, 3, 0, 0), ping, ref _bench.Device);
        Assert.That(Frames.Head(_bench.Poll().Single()).Type, Is.EqualTo(3));
    }

    [Test]
    public void An_error_quotes_as_much_as_every_link_carries()
    {
        byte[] packet = Frames.Udp(NodeBench.Host, 4000, NodeBench.Remote, 33434, Octets.Random(1, 1400), hopLimit: 1);
        byte[] error = _bench.Ask(packet);
        Assert.That(error, Has.Length.EqualTo(14 + 1280));
        AssertError(error, (3, 0, 0u), packet);
    }

    private static void AssertError(byte[] frame, (byte Type, byte Code, uint Word) head, byte[] about)
    {
        _ = Frames.ReadIcmp(frame, NodeBench.Gateway, NodeBench.Host);
        Assert.That(Frames.Head(frame), Is.EqualTo(head));
        byte[] quote = frame[62..];
        Assert.That(quote, Is.EqualTo(about[14..Math.Min(14 + quote.Length, about.Length)]), "quoted as it arrived");
    }
}
