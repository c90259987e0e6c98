using System;
using NetKit.Netstack.Network;
using NetKit.Netstack.Tests.Wire;
using NetKit.Netstack.Time;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Network;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class Ipv6ReassemblerTests
{
    private static readonly byte[] Payload = Octets.Random(seed: 8200, 3000);

    private readonly Ipv6Reassembler _reassembler = new(ReassemblyLimits.Ipv6);

    [Test]
    public void Pieces_become_the_packet()
    {
        Piece[] pieces = Piece.Cut(Payload, 1232, 2464);
        Assert.That(Add(pieces[2].ToPacketV6()), Is.EqualTo(ReassemblyVerdict.Held));
        Assert.That(Add(pieces[0].ToPacketV6()), Is.EqualTo(ReassemblyVerdict.Held));
        Assert.That(Add(pieces[1].ToPacketV6(), default, out ReassembledPacket whole), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(whole.Payload.ToArray(), Is.EqualTo(Payload));
        Assert.That(whole.Header, Is.EqualTo(new Ipv6Header
        {
            Source = Piece.HostV6,
            Destination = Piece.GatewayV6,
            Protocol = IpProtocol.Udp,
            HopLimit = 64,
            PayloadLength = Payload.Length,
        }));
        Assert.That(_reassembler.Count, Is.Zero);
    }

    [Test]
    public void Only_the_next_header_of_the_first_piece_counts()
    {
        Piece[] pieces = Piece.Cut(Payload, 1232);
        _ = Add(pieces[1].ToPacketV6(IpProtocol.Tcp));
        Assert.That(Add(pieces[0].ToPacketV6(), default, out ReassembledPacket whole), Is.EqualTo(ReassemblyVerdict.Complete));
        Assert.That(whole.Header.Protocol, Is.EqualTo(IpProtocol.Udp));
    }

    [Test]
    public void Extension_headers_in_the_first_piece_are_passed()
    {
        // Destination options (one PadN of four octets), then UDP.
        byte[] fragmentable = [(byte)IpProtocol.Udp, 0, 1, 4, 0, 0, 0, 0, .. Payload];
        Piece[] pieces = Piece.Cut(fragmentable, 1232);
        _ = Add(pieces[0].ToPacketV6(IpProtocol.DestinationOptions));
        _ = Add(pieces[1].ToPacketV6(IpProtocol.DestinationOptions), default, out ReassembledPacket whole);
        Assert.That(whole.Header.Protocol, Is.EqualTo(IpProtocol.Udp));
        Assert.That(whole.Header.PayloadLength, Is.EqualTo(Payload.Length));
        Assert.That(whole.Payload.ToArray(), Is.EqualTo(Payload));
    }

    [TestCase(IpProtocol.Tcp, 16, ReassemblyVerdict.TinyFirst)]
    [TestCase(IpProtocol.Tcp, 24, ReassemblyVerdict.Held)]
    [TestCase(IpProtocol.Udp, 8, ReassemblyVerdict.Held)]
    [TestCase(IpProtocol.DestinationOptions, 8, ReassemblyVerdict.TinyFirst)]
    [TestCase(IpProtocol.HopByHop, 64, ReassemblyVerdict.Malformed)]
    [TestCase(IpProtocol.Fragment, 64, ReassemblyVerdict.Malformed)]
    public void The_first_piece_holds_all_headers(IpProtocol next, int length, ReassemblyVerdict expected)
    {
        // As options: TCP follows, then PadN. As a fragment header: one more piece of a piece.
        byte[] payload = new byte[length];
        (payload[0], payload[2], payload[3]) = ((byte)IpProtocol.Tcp, 1, (byte)(next is IpProtocol.Fragment ? 9 : 4));
        Assert.That(Add(new Piece(0, payload, More: true).ToPacketV6(next)), Is.EqualTo(expected));
    }

    [Test]
    public void Overlap_ends_the_packet_without_a_word()
    {
        Piece[] pieces = Piece.Cut(Payload, 1232);
        _ = Add(pieces[0].ToPacketV6());
        Assert.That(Add(new Piece(1224, new byte[16], More: true).ToPacketV6()), Is.EqualTo(ReassemblyVerdict.Overlap));
        Assert.That(Add(pieces[1].ToPacketV6()), Is.EqualTo(ReassemblyVerdict.Abandoned));
        Assert.That(_reassembler.TryExpire(_reassembler.Deadline, out _), Is.False);
        Assert.That(_reassembler.Count, Is.Zero);
    }

    [Test]
    public void After_sixty_seconds_a_packet_is_given_up_and_the_first_piece_quoted()
    {
        Piece[] pieces = Piece.Cut(Payload, 800);
        _ = Add(pieces[0].ToPacketV6());
        Instant deadline = Instant.Zero + TimeSpan.FromSeconds(60);
        Assert.That(_reassembler.Deadline, Is.EqualTo(deadline));
        Assert.That(_reassembler.TryExpire(deadline, out ExpiredDatagram expired));
        Assert.That(expired.Quote.ToArray(), Is.EqualTo(pieces[0].ToPacketV6()));
    }

    [Test]
    public void Of_a_very_long_chain_of_headers_the_beginning_is_quoted()
    {
        // 40 octets of header, 256 of hop-by-hop options (PadN of 252 octets), 8 of fragment header, 16 of payload.
        byte[] packet = new byte[40 + 256 + 8 + 16];
        new Ipv6Header
        {
            Source = Piece.HostV6,
            Destination = Piece.GatewayV6,
            Protocol = IpProtocol.HopByHop,
            PayloadLength = packet.Length - 40,
        }.Emit(packet);
        (packet[40], packet[41], packet[42], packet[43]) = ((byte)IpProtocol.Fragment, 31, 1, 252);
        new Ipv6FragmentHeader(IpProtocol.Udp, 0, true, 1).Emit(packet.AsSpan(40 + 256));
        Assert.That(Add(packet), Is.EqualTo(ReassemblyVerdict.Held));
        Assert.That(_reassembler.TryExpire(_reassembler.Deadline, out ExpiredDatagram expired));
        Assert.That(expired.Quote.ToArray(), Is.EqualTo(packet[..128]));
    }

    private ReassemblyVerdict Add(byte[] packet) => Add(packet, default, out _);

    private ReassemblyVerdict Add(byte[] packet, Instant now, out ReassembledPacket whole)
    {
        Assert.That(Ipv6View.TryCreate(packet, out Ipv6View view), Is.EqualTo(WireError.None));
        Assert.That(view.IsFragment);
        Assert.That(Ipv6Header.TryParse(view, out Ipv6Header header), Is.EqualTo(WireError.None));
        return _reassembler.Add(now, view, header, out whole);
    }
}
