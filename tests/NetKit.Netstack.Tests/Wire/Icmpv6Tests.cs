using System;
using System.Net;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Wire;

public sealed class Icmpv6Tests
{
    private static readonly IPAddress From = IPAddress.Parse("fd00::64");

    private static readonly IPAddress To = IPAddress.Parse("fd00::2");

    private static readonly byte[] Message = Emitted(Icmpv6Header.Echo(0x1234, 7), "abcde"u8);

    [Test]
    public void Octets_become_a_view()
    {
        Assert.That(Icmpv6View.TryCreate(Message, out Icmpv6View view), Is.EqualTo(WireError.None));
        Assert.That(view.Type, Is.EqualTo(Icmpv6Type.EchoRequest));
        Assert.That(view.Code, Is.Zero);
        Assert.That(view.Identifier, Is.EqualTo(0x1234));
        Assert.That(view.Sequence, Is.EqualTo(7));
        Assert.That(view.IsError, Is.False);
        Assert.That(view.Payload.ToArray(), Is.EqualTo("abcde"u8.ToArray()));
        Assert.That(view.ChecksumIsValid(Pseudo(Message.Length)));
        Assert.That(view.ChecksumIsValid(default), Is.False);
    }

    [Test]
    public void A_header_becomes_octets()
    {
        Assert.That(Message[..2], Is.EqualTo(Octets.Of("8000")));
        Assert.That(Message[4..8], Is.EqualTo(Octets.Of("12340007")));
    }

    [Test]
    public void Every_truncation_of_the_header_is_rejected() =>
        Truncations.AreAllRejected(Message, Icmpv6Header.Length, static octets => Icmpv6View.TryCreate(octets, out _));

    [Test]
    public void Errors_say_what_the_RFC_numbers_them()
    {
        Assert.That(Icmpv6Header.EchoReply(1, 2), Is.EqualTo(new Icmpv6Header((Icmpv6Type)129, 0, 0x0001_0002)));
        Assert.That(Icmpv6Header.Unreachable(Icmpv6UnreachableCode.Port), Is.EqualTo(new Icmpv6Header((Icmpv6Type)1, 4, 0)));
        Assert.That(Icmpv6Header.PacketTooBig(1280), Is.EqualTo(new Icmpv6Header((Icmpv6Type)2, 0, 1280)));
        Assert.That(Icmpv6Header.TimeExceeded(Icmpv6TimeExceededCode.InTransit), Is.EqualTo(new Icmpv6Header((Icmpv6Type)3, 0, 0)));
        Assert.That(Icmpv6Header.ParameterProblem(Icmpv6ParameterProblemCode.UnrecognizedNextHeader, 40),
            Is.EqualTo(new Icmpv6Header((Icmpv6Type)4, 1, 40)));
    }

    [TestCase(Icmpv6Type.ParameterProblem, true)]
    [TestCase((Icmpv6Type)127, true)]
    [TestCase(Icmpv6Type.EchoRequest, false)]
    [TestCase(Icmpv6Type.Redirect, false)]
    public void Types_below_128_are_errors(Icmpv6Type type, bool expected)
    {
        _ = Icmpv6View.TryCreate(Message.With(0, (byte)type), out Icmpv6View view);
        Assert.That(view.IsError, Is.EqualTo(expected));
    }

    [Test]
    public void PacketDotNet_finds_the_checksum_right()
    {
        byte[] octets = [.. new byte[Ipv6Header.Length], .. Message];
        new Ipv6Header
        {
            Source = IpAddress.From(From),
            Destination = IpAddress.From(To),
            Protocol = IpProtocol.Icmpv6,
            PayloadLength = Message.Length,
        }.Emit(octets);
        IcmpV6Packet packet = new IPv6Packet(new PacketDotNet.Utils.ByteArraySegment(octets)).Extract<IcmpV6Packet>();
        Assert.That(packet.ValidIcmpChecksum);
        Assert.That(packet.Type, Is.EqualTo(IcmpV6Type.EchoRequest));
    }

    private static InternetSum Pseudo(int length) =>
        InternetSum.PseudoHeader(IpAddress.From(From), IpAddress.From(To), IpProtocol.Icmpv6, length);

    private static byte[] Emitted(Icmpv6Header header, ReadOnlySpan<byte> payload)
    {
        byte[] message = [.. new byte[Icmpv6Header.Length], .. payload];
        Array.Fill(message, byte.MaxValue, 0, Icmpv6Header.Length);
        header.Emit(message, Pseudo(message.Length), payload);
        return message;
    }
}
