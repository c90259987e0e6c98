using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network;

/// <summary>RFC 792, RFC 1122 §3.2.2, RFC 1812 §4.3: pings and errors.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NodeIcmpTests
{
    private static readonly byte[] Payload = Octets.Random(seed: 792, 56);

    private readonly TestNode _node = new TestNode().Met();

    [TestCase("10.0.2.2")]
    [TestCase("10.0.2.3")]
    public void The_node_answers_pings_to_itself(string address)
    {
        _ = IpAddress.TryParse(address, out IpAddress destination);
        SentFrame reply = _node.Arrive(Frames.Echo(To(destination), Payload)).Single().IsSound();
        Assert.That(reply.Ip.SourceAddress.ToString(), Is.EqualTo(address));
        Assert.That(reply.Icmp.TypeCode, Is.EqualTo(IcmpV4TypeCode.EchoReply));
        Assert.That((reply.Icmp.Id, reply.Icmp.Sequence), Is.EqualTo((0x1234, 7)));
        Assert.That(reply.Icmp.Data, Is.EqualTo(Payload));
        Assert.That(reply.Icmp.ValidIcmpChecksum);
        Assert.That(_node.Counters.EchoReplies, Is.EqualTo(1));
    }

    [Test]
    public void A_long_ping_is_answered_in_fragments()
    {
        byte[] payload = Octets.Random(seed: 1, 4000);
        byte[][] parts = Fragments(Frames.Echo(To(Piece.Gateway), payload));
        List<SentFrame> sent = _node.Arrive(parts);
        Assert.That(sent, Has.Count.EqualTo(3));
        Assert.That(sent.SelectMany(static part => part.Ip.PayloadData ?? part.Ip.PayloadPacket.Bytes).Skip(8), Is.EqualTo(payload));
    }

    [Test]
    public void Pings_to_others_are_handed_over_with_one_hop_less()
    {
        Assert.That(_node.Arrive(Frames.Echo(To(Frames.Far) with { TimeToLive = 5, DontFragment = true }, Payload)), Is.Empty);
        Echo echo = _node.Owner.Echoes.Single();
        Assert.That(echo, Is.EqualTo(new Echo(Piece.Host, Frames.Far, 0x1234, 7, 4, DontFragment: true) { Payload = echo.Payload }));
        Assert.That(echo.Payload, Is.EqualTo(Payload));
    }

    [Test]
    public void The_answer_to_a_ping_that_was_handed_over_is_sent()
    {
        _node.Node.SendEchoReply(Frames.Far, Piece.Host, 1, 2, 55, Payload, ref _node.Device);
        SentFrame reply = _node.Turn().Single().IsSound();
        Assert.That((reply.Ip.SourceAddress.ToString(), reply.Ip.TimeToLive), Is.EqualTo(("192.0.2.1", 55)));
        Assert.That((reply.Icmp.Id, reply.Icmp.Sequence, reply.Icmp.ValidIcmpChecksum), Is.EqualTo((1, 2, true)));
    }

    [Test]
    public void A_packet_that_has_come_too_far_is_reported()
    {
        byte[] frame = Frames.Udp(To(Frames.Far) with { TimeToLive = 1 }, Payload, 33434);
        SentFrame error = _node.Arrive(frame).Single().IsSound();
        Assert.That(error.Icmp.TypeCode, Is.EqualTo(IcmpV4TypeCode.TimeExceeded));
        Assert.That(error.Ip.SourceAddress.ToString(), Is.EqualTo("10.0.2.2"));
        Assert.That(error.Ip.PayloadPacket.Bytes[8..], Is.EqualTo(frame[14..]), "RFC 1812 §4.3.2.3: as it arrived");
        Assert.That(_node.Counters.Drops(DropReason.TimeToLive), Is.EqualTo(1));
        Assert.That(_node.Owner.Datagrams, Is.Empty);
    }

    [Test]
    public void A_packet_to_the_node_itself_may_have_come_far() =>
        Assert.That(_node.Arrive(Frames.Echo(To(Piece.Gateway) with { TimeToLive = 1 }, Payload)).Single().Icmp.TypeCode,
            Is.EqualTo(IcmpV4TypeCode.EchoReply));

    [Test]
    public void A_packet_to_nobody_on_the_link_is_reported()
    {
        SentFrame error = _node.Arrive(Frames.Udp(To(IpAddress.FromV4(10, 0, 2, 77)), Payload)).Single().IsSound();
        Assert.That(error.Icmp.TypeCode, Is.EqualTo(IcmpV4TypeCode.UnreachableHost));
        Assert.That(_node.Counters.Drops(DropReason.BadDestination), Is.EqualTo(1));
    }

    [Test]
    public void A_protocol_that_nobody_speaks_is_reported()
    {
        SentFrame error = _node.Arrive(Frames.Ip(To(Frames.Far) with { Protocol = (IpProtocol)132 }, Payload)).Single().IsSound();
        Assert.That(error.Icmp.TypeCode, Is.EqualTo(IcmpV4TypeCode.UnreachableProtocol));
        Assert.That(_node.Counters.Drops(DropReason.UnknownProtocol), Is.EqualTo(1));
    }

    [Test]
    public void Errors_are_limited()
    {
        byte[][] frames = [.. Enumerable.Repeat(Frames.Udp(To(Frames.Far) with { TimeToLive = 1 }, Payload), 60)];
        Assert.That(_node.Arrive(frames), Has.Count.EqualTo(IcmpErrorLimiter.DefaultBurst));
        Assert.That((_node.Counters.IcmpErrorsOut, _node.Counters.IcmpErrorsSuppressed), Is.EqualTo((50, 10)));
        _node.Now = Instant.FromMilliseconds(1000);
        Assert.That(_node.Arrive(frames[0]), Has.Count.EqualTo(1));
    }

    [Test]
    public void An_error_about_a_datagram_of_a_neighbour_quotes_it()
    {
        QuotedUdp about = new(Piece.Host, 5000, Frames.Far, 53, Payload);
        _node.Node.SendError(IcmpError.Of(default, Icmpv4Header.Unreachable(Icmpv4UnreachableCode.Port)), about, ref _node.Device);
        SentFrame error = _node.Turn().Single().IsSound();
        Assert.That(error.Icmp.TypeCode, Is.EqualTo(IcmpV4TypeCode.UnreachablePort));
        Assert.That(error.Ip.SourceAddress.ToString(), Is.EqualTo("10.0.2.2"), "The gateway speaks when nobody is named.");
    }

    [Test]
    public void What_is_no_request_is_ignored_and_never_answered()
    {
        byte[] reply = new byte[8];
        Icmpv4Header.EchoReply(1, 1).Emit(reply, default);
        byte[] error = new byte[8];
        Icmpv4Header.Unreachable(Icmpv4UnreachableCode.Port).Emit(error, default);
        Assert.That(_node.Arrive(Frames.Ip(To(Piece.Gateway), reply), Frames.Ip(To(Frames.Far), error)), Is.Empty);
        Assert.That(_node.Counters.Drops(DropReason.IcmpIgnored), Is.EqualTo(2));
    }

    [Test]
    public void A_wrong_checksum_is_no_message()
    {
        byte[] frame = Frames.Echo(To(Piece.Gateway), Payload);
        frame[^1] ^= 1;
        Assert.That(_node.Arrive(frame), Is.Empty);
        Assert.That(_node.Counters.Drops(DropReason.BadChecksum), Is.EqualTo(1));
    }

    [Test]
    public void Fragments_that_never_become_whole_are_reported_once()
    {
        byte[][] parts = Fragments(Frames.Udp(To(Frames.Far), Octets.Random(seed: 2, 3000)));
        Assert.That(_node.Arrive(parts[0]), Is.Empty);
        _node.Now = Instant.FromMilliseconds(30_000);

        // After so long the host is asked for again, too.
        List<SentFrame> sent = _node.Turn();
        Assert.That(sent, Has.Count.EqualTo(2));
        SentFrame error = sent[1].IsSound();
        Assert.That(error.Icmp.TypeCode, Is.EqualTo((IcmpV4TypeCode)0x0B01));
        Assert.That(_node.Turn(), Is.Empty);
    }

    private static Ipv4Header To(IpAddress destination) => Frames.From(Piece.Host, destination, IpProtocol.Icmp);

    private static byte[][] Fragments(byte[] frame)
    {
        ReadOnlySpan<byte> octets = frame;
        _ = Ipv4View.TryCreate(octets[EthernetHeader.Length..], out Ipv4View view);
        _ = Ipv4Header.TryParse(view, out Ipv4Header header);
        List<byte[]> parts = [];
        foreach (Ipv4Fragment part in new Ipv4Fragmenter(header, view.Payload, default, 1500))
        {
            parts.Add(Frames.Ip(part.Header, part.Payload));
        }

        return [.. parts];
    }
}
