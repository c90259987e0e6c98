using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Link;
using NetKit.Netstack.Network;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Network;

/// <summary>What routers say of segments: that they are too long (RFC 1191), and that there are too many (RFC 3168).</summary>
public sealed class PathNewsTests
{
    private static readonly TcpHeader Asking =
        Frames.Syn with { Flags = TcpFlags.Syn | TcpFlags.EceEcho | TcpFlags.CongestionWindowReduced };

    [Test]
    public void A_router_that_cannot_pass_a_segment_on_gets_smaller_ones()
    {
        TestNode node = Opened(Links.Plain, Frames.Syn);
        _ = node.Owner.Connections.Single().Write(new byte[4000]);
        SentFrame long1 = node.Turn()[0];
        List<SentFrame> again = node.Arrive(TooBig(long1, 1000));
        Assert.That(again.Select(static frame => frame.IsSound().Tcp.PayloadData.Length), Is.EqualTo((int[])[960, 960, 960, 960, 160]));
        Assert.That(again[0].Tcp.SequenceNumber, Is.EqualTo(long1.Tcp.SequenceNumber));
        Assert.That(node.Counters.Drops(DropReason.IcmpIgnored), Is.Zero);
    }

    [Test]
    public void A_super_frame_has_smaller_pieces_from_then_on()
    {
        TestNode node = Opened(Links.Offloading, Frames.Syn);
        _ = node.Owner.Connections.Single().Write(new byte[4000]);
        SentFrame again = node.Arrive(TooBig(node.Turn().Single(), 1000)).First();
        Assert.That(again.Offload.SegmentSize, Is.EqualTo(960));
    }

    [Test]
    public void A_router_of_old_names_no_size_and_gets_what_everybody_carries()
    {
        TestNode node = Opened(Links.Plain, Frames.Syn);
        _ = node.Owner.Connections.Single().Write(new byte[1000]);
        Assert.That(node.Arrive(TooBig(node.Turn().Single(), 0))[0].Tcp.PayloadData, Has.Length.EqualTo(536));
    }

    [Test]
    public void A_quote_of_what_was_never_sent_is_ignored()
    {
        TestNode node = Opened(Links.Plain, Frames.Syn);
        _ = node.Owner.Connections.Single().Write(new byte[1000]);
        byte[] genuine = node.Turn().Single().Octets;
        byte[][] made = [With(genuine, 34, 0xFF), With(genuine, 39, 0xFF), With(genuine, 23, 17), With(genuine, 14, 0x65), With(genuine, 14, 0x44)];
        foreach (byte[] octets in made)
        {
            Assert.That(node.Arrive(TooBig(new SentFrame(octets, default), 600)), Is.Empty);
        }

        for (int length = 0; length < 28; length++)
        {
            Assert.That(node.Arrive(TooBig(new SentFrame(genuine, default), 600, length)), Is.Empty);
        }

        Assert.That(node.Counters.Drops(DropReason.IcmpIgnored), Is.EqualTo(5 + 28));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Segments_with_new_octets_say_that_they_may_be_marked_and_no_others(bool offloads)
    {
        TestNode node = new TestNode(offloads ? Links.Offloading : Links.Plain).Met();
        SentFrame synAck = node.Arrive(Frames.Tcp(Asking)).Single();
        Assert.That((synAck.Ip.TypeOfService & 3, (synAck.Tcp.Flags & 0xC0) == 0x40), Is.EqualTo((0, true)));
        TcpHeader ack = Frames.AckOf(synAck.Tcp);
        Assert.That(node.Arrive(Frames.Tcp(ack)), Is.Empty);
        _ = node.Owner.Connections.Single().Write(new byte[4000]);
        Assert.That(node.Turn().Select(static frame => frame.Ip.TypeOfService & 3), Is.All.EqualTo(2));
        SentFrame answer = node.Arrive(Frames.Tcp(ack with { Acknowledgment = ack.Acknowledgment + 4000 }, new byte[10])).Single();
        Assert.That(answer.Ip.TypeOfService & 3, Is.Zero);
    }

    [TestCase((byte)0, false)]
    [TestCase((byte)1, false)]
    [TestCase((byte)2, false)]
    [TestCase((byte)3, true)]
    public void A_mark_in_the_ip_header_is_echoed(byte codePoint, bool isEchoed)
    {
        TestNode node = Opened(Links.Plain, Asking);
        TcpHeader data = Frames.Syn with
        {
            Sequence = new SeqNum(1000),
            Acknowledgment = node.Owner.Connections.Single().NextSequence,
            Flags = TcpFlags.Ack,
            Options = TcpOptions.None,
        };
        byte[] frame = Frames.Tcp(data, new byte[10]);
        byte[] marked = Frames.Ip(
            Frames.From(Piece.Host, Frames.Far, IpProtocol.Tcp) with { TrafficClass = codePoint }, frame.AsSpan(34));
        Assert.That((node.Arrive(marked).Single().Tcp.Flags & 0x40) != 0, Is.EqualTo(isEchoed));
    }

    private static TestNode Opened(LinkCapabilities link, TcpHeader syn)
    {
        TestNode node = new TestNode(link).Met();
        TcpPacket synAck = node.Arrive(Frames.Tcp(syn)).Single().Tcp;
        Assert.That(node.Arrive(Frames.Tcp(Frames.AckOf(synAck))), Is.Empty);
        return node;
    }

    // The host's own router speaks: it quotes the header and so many octets in all.
    private static byte[] TooBig(SentFrame about, ushort mtu, int quoted = 28)
    {
        ReadOnlySpan<byte> quote = about.Octets.AsSpan(14, quoted);
        byte[] message = new byte[Icmpv4Header.Length + quoted];
        quote.CopyTo(message.AsSpan(Icmpv4Header.Length));
        Icmpv4Header.FragmentationNeeded(mtu).Emit(message, quote);
        return Frames.Ip(Frames.From(Piece.Host, Frames.Far, IpProtocol.Icmp), message);
    }

    private static byte[] With(byte[] octets, int at, byte value)
    {
        byte[] changed = [.. octets];
        changed[at] = value;
        return changed;
    }
}
