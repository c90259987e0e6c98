using System;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Wire;

public sealed class UdpTests
{
    private static readonly byte[] Datagram = Octets.Of("d431 0035 000c 0000 cafe0102");

    private static readonly UdpHeader Header = new(54321, 53, 4);

    private static readonly IpAddress Source = IpAddress.FromV4(10, 0, 2, 100);

    private static readonly IpAddress Destination = IpAddress.FromV4(10, 0, 2, 3);

    private static InternetSum Pseudo => InternetSum.PseudoHeader(Source, Destination, IpProtocol.Udp, Datagram.Length);

    [Test]
    public void Octets_become_a_view()
    {
        Assert.That(UdpView.TryCreate(Datagram, out UdpView view), Is.EqualTo(WireError.None));
        Assert.That(view.SourcePort, Is.EqualTo(54321));
        Assert.That(view.DestinationPort, Is.EqualTo(53));
        Assert.That(view.Length, Is.EqualTo(12));
        Assert.That(view.Checksum, Is.Zero);
        Assert.That(view.Payload.ToArray(), Is.EqualTo(Octets.Of("cafe0102")));
        Assert.That(view.Datagram.ToArray(), Is.EqualTo(Datagram));
    }

    [Test]
    public void A_header_becomes_octets()
    {
        byte[] octets = new byte[UdpHeader.Length];
        Array.Fill(octets, byte.MaxValue);
        Header.Emit(octets);
        Assert.That(octets, Is.EqualTo(Datagram[..UdpHeader.Length]));
    }

    [Test]
    public void Every_truncation_is_rejected() =>
        Truncations.AreAllRejected(Datagram, Datagram.Length, static octets => UdpView.TryCreate(octets, out _));

    [Test]
    public void Octets_behind_the_length_are_cut_off()
    {
        Assert.That(UdpView.TryCreate([.. Datagram, 1, 2, 3], out UdpView view), Is.EqualTo(WireError.None));
        Assert.That(view.Datagram.ToArray(), Is.EqualTo(Datagram));
    }

    [TestCase(0)]
    [TestCase(7)]
    public void A_length_below_the_header_is_rejected(byte length) =>
        Assert.That(UdpView.TryCreate(Datagram.With(5, length), out _), Is.EqualTo(WireError.BadLength));

    [Test]
    public void No_checksum_is_valid_and_a_wrong_one_is_not()
    {
        _ = UdpView.TryCreate(Datagram, out UdpView without);
        Assert.That(without.ChecksumIsValid(Pseudo));

        byte[] octets = [.. Datagram];
        UdpHeader.WriteChecksum(octets, Pseudo.Add(Datagram).ToField());
        _ = UdpView.TryCreate(octets, out UdpView right);
        Assert.That(right.ChecksumIsValid(Pseudo));

        octets[^1] ^= 1;
        Assert.That(right.ChecksumIsValid(Pseudo), Is.False);
    }

    [Test]
    public void A_checksum_that_comes_out_as_zero_is_sent_as_all_ones()
    {
        byte[] octets = [.. Datagram];

        // The last two octets are chosen to make the sum 0xffff, whose complement is zero.
        ushort missing = Pseudo.Add(octets.AsSpan(0, 10)).ToField();
        (octets[10], octets[11]) = ((byte)(missing >> 8), (byte)missing);
        Assert.That(Pseudo.Add(octets).ToField(), Is.Zero);

        UdpHeader.WriteChecksum(octets, Pseudo.Add(octets).ToField());
        _ = UdpView.TryCreate(octets, out UdpView view);
        Assert.That(view.Checksum, Is.EqualTo(0xFFFF));
        Assert.That(view.ChecksumIsValid(Pseudo));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1471)]
    public void PacketDotNet_reads_what_is_emitted(int payloadLength)
    {
        byte[] payload = Octets.Random(seed: 768, payloadLength);
        byte[] octets = new byte[Ipv4Header.MinimumLength + UdpHeader.Length + payloadLength];
        Span<byte> datagram = octets.AsSpan(Ipv4Header.MinimumLength);
        payload.CopyTo(datagram[UdpHeader.Length..]);
        new UdpHeader(54321, 53, payloadLength).Emit(datagram);
        InternetSum pseudo = InternetSum.PseudoHeader(Source, Destination, IpProtocol.Udp, datagram.Length);
        UdpHeader.WriteChecksum(datagram, pseudo.Add(datagram).ToField());
        new Ipv4Header
        {
            Source = Source,
            Destination = Destination,
            Protocol = IpProtocol.Udp,
            PayloadLength = datagram.Length,
        }.Emit(octets);

        UdpPacket packet = Packet.ParsePacket(LinkLayers.Raw, octets).Extract<UdpPacket>();
        Assert.That(packet.ValidUdpChecksum);
        Assert.That(packet.SourcePort, Is.EqualTo(54321));
        Assert.That(packet.DestinationPort, Is.EqualTo(53));
        Assert.That(packet.PayloadData, Is.EqualTo(payload));
    }
}
