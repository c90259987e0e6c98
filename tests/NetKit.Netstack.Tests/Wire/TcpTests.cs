using System;
using System.Linq;
using System.Net;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;
using PacketDotNet.Tcp;

namespace NetKit.Netstack.Tests.Wire;

public sealed class TcpTests
{
    // What Linux opens a connection with.
    private static readonly byte[] Syn = Octets.Of("""
        c350 0050 11223344 00000000 a0 02 fd88 0000 0000
        020405a0 0402 080a 0badcafe 00000000 01 030307
        """);

    private static readonly byte[] Data = Octets.Of("0050 c350 fffffff0 11223345 50 18 01f5 0000 0000 68656c6c6f");

    private static readonly TcpHeader SynHeader = new()
    {
        SourcePort = 50000,
        DestinationPort = 80,
        Sequence = new SeqNum(0x11223344),
        Flags = TcpFlags.Syn,
        Window = 64904,
        Options = new TcpOptions
        {
            MaximumSegmentSize = 1440,
            WindowScale = 7,
            SackPermitted = true,
            HasTimestamps = true,
            TimestampValue = 0x0BADCAFE,
        },
    };

    [Test]
    public void Octets_become_a_view()
    {
        Assert.That(TcpView.TryCreate(Data, out TcpView view), Is.EqualTo(WireError.None));
        Assert.That(view.SourcePort, Is.EqualTo(80));
        Assert.That(view.DestinationPort, Is.EqualTo(50000));
        Assert.That(view.Sequence, Is.EqualTo(new SeqNum(0xFFFFFFF0)));
        Assert.That(view.Acknowledgment, Is.EqualTo(new SeqNum(0x11223345)));
        Assert.That(view.HeaderLength, Is.EqualTo(20));
        Assert.That(view.Flags, Is.EqualTo(TcpFlags.Push | TcpFlags.Ack));
        Assert.That(view.Window, Is.EqualTo(501));
        Assert.That(view.Checksum, Is.Zero);
        Assert.That(view.UrgentPointer, Is.Zero);
        Assert.That(view.Options.IsEmpty);
        Assert.That(view.Payload.ToArray(), Is.EqualTo("hello"u8.ToArray()));
        Assert.That(view.Segment.ToArray(), Is.EqualTo(Data));
    }

    [Test]
    public void Octets_become_a_header()
    {
        Assert.That(Parse(Syn, out TcpHeader header), Is.EqualTo(WireError.None));
        Assert.That(header, Is.EqualTo(SynHeader));
    }

    [Test]
    public void A_header_becomes_octets()
    {
        TcpHeader header = new()
        {
            SourcePort = 80,
            DestinationPort = 50000,
            Sequence = new SeqNum(0xFFFFFFF0),
            Acknowledgment = new SeqNum(0x11223345),
            Flags = TcpFlags.Push | TcpFlags.Ack,
            Window = 501,
        };
        byte[] octets = new byte[header.Length];
        Array.Fill(octets, byte.MaxValue);
        header.Emit(octets);
        Assert.That(octets, Is.EqualTo(Data[..20]));
    }

    [Test]
    public void A_header_with_every_option_comes_back_as_it_was()
    {
        byte[] octets = new byte[TcpHeader.MaximumLength];
        SynHeader.Emit(octets);
        Assert.That(SynHeader.Length, Is.EqualTo(44));
        Assert.That(Parse(octets.AsSpan(0, SynHeader.Length), out TcpHeader parsed), Is.EqualTo(WireError.None));
        Assert.That(parsed, Is.EqualTo(SynHeader));
    }

    [Test]
    public void Every_flag_has_its_bit()
    {
        for (int flags = 0; flags < 256; flags++)
        {
            _ = TcpView.TryCreate(Data.With(13, (byte)flags), out TcpView view);
            Assert.That((int)view.Flags, Is.EqualTo(flags));
        }
    }

    [Test]
    public void Every_truncation_of_a_header_is_rejected() =>
        Truncations.AreAllRejected(Syn, Syn.Length, static octets => TcpView.TryCreate(octets, out _));

    [TestCase(0x00, WireError.BadLength)]
    [TestCase(0x40, WireError.BadLength)]
    [TestCase(0x70, WireError.Truncated)]
    [TestCase(0xF0, WireError.Truncated)]
    public void A_data_offset_outside_the_segment_is_rejected(byte dataOffset, WireError expected) =>
        Assert.That(TcpView.TryCreate(Data.With(12, dataOffset), out _), Is.EqualTo(expected));

    [Test]
    public void Options_that_cannot_be_make_no_header() =>
        Assert.That(Parse(Syn.With(21, 0), out _), Is.EqualTo(WireError.BadLength));

    [Test]
    public void The_checksum_covers_the_pseudo_header_and_every_octet()
    {
        IpAddress source = IpAddress.FromV4(1, 2, 3, 4);
        InternetSum pseudo = InternetSum.PseudoHeader(source, IpAddress.FromV4(5, 6, 7, 8), IpProtocol.Tcp, Data.Length);
        byte[] octets = [.. Data];
        TcpHeader.WriteChecksum(octets, pseudo.Add(octets).ToField());
        _ = TcpView.TryCreate(octets, out TcpView view);
        Assert.That(view.ChecksumIsValid(pseudo));

        InternetSum elsewhere = InternetSum.PseudoHeader(source, IpAddress.FromV4(5, 6, 7, 9), IpProtocol.Tcp, Data.Length);
        Assert.That(view.ChecksumIsValid(elsewhere), Is.False);
        octets[^1] ^= 0x80;
        Assert.That(view.ChecksumIsValid(pseudo), Is.False);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void PacketDotNet_reads_what_is_emitted(bool ipv6)
    {
        byte[] payload = Octets.Random(seed: 9293, 1399);
        byte[] segment = new byte[SynHeader.Length + payload.Length];
        SynHeader.Emit(segment);
        payload.CopyTo(segment.AsSpan(SynHeader.Length));
        (IPAddress from, IPAddress to) = ipv6
            ? (IPAddress.Parse("fd00::64"), IPAddress.Parse("2001:db8::1"))
            : (IPAddress.Parse("10.0.2.100"), IPAddress.Parse("192.0.2.1"));
        InternetSum pseudo = InternetSum.PseudoHeader(IpAddress.From(from), IpAddress.From(to), IpProtocol.Tcp, segment.Length);
        TcpHeader.WriteChecksum(segment, pseudo.Add(segment).ToField());

        TcpPacket packet = new(new PacketDotNet.Utils.ByteArraySegment(segment));
        IPPacket carrier = ipv6 ? new IPv6Packet(from, to) : new IPv4Packet(from, to);
        carrier.PayloadPacket = packet;
        Assert.That(packet.ValidTcpChecksum);
        Assert.That(packet.SourcePort, Is.EqualTo(50000));
        Assert.That(packet.DestinationPort, Is.EqualTo(80));
        Assert.That(packet.SequenceNumber, Is.EqualTo(0x11223344));
        Assert.That(packet.Synchronize && !packet.Acknowledgment);
        Assert.That(packet.WindowSize, Is.EqualTo(64904));
        Assert.That(packet.DataOffset, Is.EqualTo(11));
        Assert.That(packet.PayloadData, Is.EqualTo(payload));
        Assert.That(packet.OptionsCollection.OfType<MaximumSegmentSizeOption>().Single().Value, Is.EqualTo(1440));
        Assert.That(packet.OptionsCollection.OfType<WindowScaleFactorOption>().Single().ScaleFactor, Is.EqualTo(7));
        Assert.That(packet.OptionsCollection.OfType<TimeStampOption>().Single().Value, Is.EqualTo(0x0BADCAFE));
        Assert.That(packet.OptionsCollection.OfType<SelectiveAcknowledgmentPermittedOption>().Count(), Is.EqualTo(1));
    }

    private static WireError Parse(ReadOnlySpan<byte> octets, out TcpHeader header)
    {
        header = default;
        return TcpView.TryCreate(octets, out TcpView view) is not WireError.None and WireError error
            ? error
            : TcpHeader.TryParse(view, out header);
    }
}
