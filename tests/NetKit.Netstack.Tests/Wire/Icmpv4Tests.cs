using System;
using NetKit.Netstack.Wire;
using NUnit.Framework;
using PacketDotNet;

namespace NetKit.Netstack.Tests.Wire;

public sealed class Icmpv4Tests
{
    private static readonly byte[] Request = Octets.Of("08 00 bbfd 1234 0007 61626364 65");

    [Test]
    public void Octets_become_a_view()
    {
        Assert.That(Icmpv4View.TryCreate(Request, out Icmpv4View view), Is.EqualTo(WireError.None));
        Assert.That(view.Type, Is.EqualTo(Icmpv4Type.EchoRequest));
        Assert.That(view.Code, Is.Zero);
        Assert.That(view.Identifier, Is.EqualTo(0x1234));
        Assert.That(view.Sequence, Is.EqualTo(7));
        Assert.That(view.RestOfHeader, Is.EqualTo(0x1234_0007));
        Assert.That(view.Payload.ToArray(), Is.EqualTo("abcde"u8.ToArray()));
        Assert.That(view.Message.ToArray(), Is.EqualTo(Request));
        Assert.That(view.ChecksumIsValid);
    }

    [Test]
    public void A_header_becomes_octets_whose_checksum_covers_the_payload()
    {
        byte[] octets = new byte[Icmpv4Header.Length];
        Array.Fill(octets, byte.MaxValue);
        Icmpv4Header.Echo(0x1234, 7).Emit(octets, "abcde"u8);
        Assert.That(octets, Is.EqualTo(Request[..Icmpv4Header.Length]));
    }

    [Test]
    public void Every_truncation_of_the_header_is_rejected() =>
        Truncations.AreAllRejected(Request, Icmpv4Header.Length, static octets => Icmpv4View.TryCreate(octets, out _));

    [Test]
    public void A_shorter_payload_fails_the_checksum()
    {
        for (int length = Icmpv4Header.Length; length < Request.Length; length++)
        {
            _ = Icmpv4View.TryCreate(Request.AsSpan(0, length), out Icmpv4View view);
            Assert.That(view.ChecksumIsValid, Is.False, $"{length} octets");
        }
    }

    [Test]
    public void Errors_say_what_the_RFCs_number_them()
    {
        Assert.That(Icmpv4Header.EchoReply(1, 2), Is.EqualTo(new Icmpv4Header((Icmpv4Type)0, 0, 0x0001_0002)));
        Assert.That(Icmpv4Header.Unreachable(Icmpv4UnreachableCode.Port), Is.EqualTo(new Icmpv4Header((Icmpv4Type)3, 3, 0)));
        Assert.That(Icmpv4Header.FragmentationNeeded(1400), Is.EqualTo(new Icmpv4Header((Icmpv4Type)3, 4, 1400)));
        Assert.That(Icmpv4Header.TimeExceeded(Icmpv4TimeExceededCode.Reassembly), Is.EqualTo(new Icmpv4Header((Icmpv4Type)11, 1, 0)));
    }

    [Test]
    public void PacketDotNet_reads_what_is_emitted()
    {
        byte[] payload = Octets.Random(seed: 792, 57);
        byte[] message = [.. new byte[Icmpv4Header.Length], .. payload];
        Icmpv4Header.EchoReply(0xBEEF, 42).Emit(message, payload);

        IcmpV4Packet packet = new(new PacketDotNet.Utils.ByteArraySegment(message));
        Assert.That(packet.ValidIcmpChecksum);
        Assert.That(packet.TypeCode, Is.EqualTo(IcmpV4TypeCode.EchoReply));
        Assert.That(packet.Id, Is.EqualTo(0xBEEF));
        Assert.That(packet.Sequence, Is.EqualTo(42));
    }
}
