using System;
using System.Linq;
using System.Text;
using NetKit.Links.Vm.Vmnet;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Links.Tests.Vm.Vmnet;

/// <summary>The greeting of vpnkit's protocol, octet by octet.</summary>
public sealed class VmnetTests
{
    private const string Id = "8d2c5b0e-7f1e-4d0a-9f5b-0123456789ab";

    [Test]
    public void A_hello_is_a_name_a_version_and_a_revision()
    {
        byte[] octets = new byte[VmnetHello.Length];
        VmnetHello.Write(octets);
        Assert.That(octets, Has.Length.EqualTo(49));
        Assert.That(octets[..9], Is.EqualTo("VMN3T\u0016\0\0\0"u8.ToArray()));
        Assert.That(Encoding.ASCII.GetString(octets, 9, 40), Is.EqualTo(new string('0', 40)));
        Assert.That(VmnetHello.TryRead(octets, out uint version), Is.True);
        Assert.That(version, Is.EqualTo(22u));
    }

    [Test]
    public void A_hello_of_another_version_is_one()
    {
        byte[] octets = [.. "VMN3T"u8, 1, 2, 3, 4, .. new byte[40]];
        Assert.That(VmnetHello.TryRead(octets, out uint version), Is.True);
        Assert.That(version, Is.EqualTo(0x0403_0201u));
    }

    [Test]
    public void What_is_cut_off_or_begins_otherwise_is_no_hello()
    {
        byte[] octets = new byte[VmnetHello.Length + 1];
        VmnetHello.Write(octets);
        for (int length = 0; length <= octets.Length; length++)
        {
            Assert.That(VmnetHello.TryRead(octets.AsSpan(0, length), out _), Is.EqualTo(length == VmnetHello.Length));
        }

        octets[4] = (byte)'X';
        Assert.That(VmnetHello.TryRead(octets.AsSpan(0, VmnetHello.Length), out _), Is.False);
    }

    [Test]
    public void A_place_is_asked_for()
    {
        Assert.That(VmnetRequest.TryRead(Request(1, Id, 0, 0, 0, 0), out VmnetRequest request), Is.True);
        Assert.That(request, Is.EqualTo(new VmnetRequest(Guid.Parse(Id), null)));
    }

    [Test]
    public void The_octets_of_an_address_that_is_wanted_come_the_other_way_round()
    {
        Assert.That(VmnetRequest.TryRead(Request(8, Id, 0x07, 0x41, 0xA8, 0xC0), out VmnetRequest request), Is.True);
        Assert.That(request, Is.EqualTo(new VmnetRequest(Guid.Parse(Id), IpAddress.FromV4(192, 168, 65, 7))));
    }

    [Test]
    public void Nobody_in_particular_asks_with_zeros()
    {
        Assert.That(VmnetRequest.TryRead(Request(1, new string('\0', 36)), out VmnetRequest request), Is.True);
        Assert.That(request.Id, Is.Null);
    }

    [TestCase(0, Id)]
    [TestCase(2, Id)]
    [TestCase(6, Id)]
    [TestCase(1, "8d2c5b0e-7f1e-4d0a-9f5b-0123456789a\0")]
    [TestCase(1, "8d2c5b0e 7f1e 4d0a 9f5b 0123456789ab")]
    [TestCase(1, "{d2c5b0e-7f1e-4d0a-9f5b-0123456789a}")]
    [TestCase(1, "\u00018d2c5b0e-7f1e-4d0a-9f5b-0123456789a")]
    public void Anything_else_is_no_request(byte kind, string id) => Assert.That(VmnetRequest.TryRead(Request(kind, id), out _), Is.False);

    [Test]
    public void What_is_cut_off_is_no_request()
    {
        byte[] octets = [.. Request(8, Id), 0];
        for (int length = 0; length <= octets.Length; length++)
        {
            Assert.That(VmnetRequest.TryRead(octets.AsSpan(0, length), out _), Is.EqualTo(length == VmnetRequest.Length));
        }
    }

    [Test]
    public void No_octets_make_it_fail()
    {
        Random random = new(22);
        byte[] octets = new byte[VmnetRequest.Length];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(octets);
            octets[0] = (byte)(i % 2 == 0 ? 1 : 8);
            Assert.That(VmnetRequest.TryRead(octets, out _), Is.False);
        }
    }

    [TestCase(1500, new byte[] { 1, 0xDC, 0x05, 0x0E, 0x06, 0x02, 0x50, 0, 0, 0, 1 })]
    [TestCase(65_535, new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0x50, 0, 0, 0, 1 })]
    public void A_card_is_told(int mtu, byte[] expected)
    {
        byte[] octets = Dirty();
        VmnetReply.WriteCard(octets, mtu, new MacAddress(0x0250_0000_0001));
        Assert.That(octets[..11], Is.EqualTo(expected));
        Assert.That(octets[11..], Is.All.Zero);
    }

    [TestCase(5)]
    [TestCase(255)]
    [TestCase(400)]
    public void A_reason_is_told(int length)
    {
        byte[] octets = Dirty();
        VmnetReply.WriteRefusal(octets, new string('x', length));
        int told = Math.Min(length, 255);
        Assert.That((octets[0], octets[1]), Is.EqualTo(((byte)2, (byte)told)));
        Assert.That(octets.Skip(2).TakeWhile(static octet => octet == 'x').Count(), Is.EqualTo(told));
        Assert.That(octets[(2 + told)..], Is.All.Zero);
    }

    [TestCase(0)]
    [TestCase(4)]
    public void A_header_without_a_checksum_is_summed(int options)
    {
        byte[] frame = Packet(options);
        VmnetFrame.CompleteHeader(frame);
        Assert.That(InternetSum.Of(frame.AsSpan(14, 20 + options)).ToField(), Is.Zero);
    }

    [Test]
    public void Any_other_frame_stays_as_it_is()
    {
        byte[] wrong = Packet(0);
        wrong[24] = 0x12;
        byte[] arp = Packet(0);
        arp[13] = 6;
        byte[] tooLong = Packet(0);
        tooLong[14] = 0x4F;
        byte[] tooShort = Packet(0);
        tooShort[14] = 0x44;
        byte[] whole = Packet(0);
        foreach (byte[] frame in (byte[][])[wrong, arp, tooLong, tooShort, .. Enumerable.Range(0, 34).Select(length => whole[..length])])
        {
            byte[] before = [.. frame];
            VmnetFrame.CompleteHeader(frame);
            Assert.That(frame, Is.EqualTo(before));
        }
    }

    private static byte[] Packet(int options) =>
    [
        .. new byte[12], 8, 0,
        (byte)(0x45 + (options / 4)), 0, 0, 40, 1, 2, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, .. Enumerable.Repeat((byte)1, options),
        .. new byte[20],
    ];

    private static byte[] Dirty() => [.. Enumerable.Repeat((byte)0xAA, VmnetReply.Length)];

    private static byte[] Request(byte kind, string id, params byte[] behind)
    {
        byte[] octets = new byte[VmnetRequest.Length];
        octets[0] = kind;
        _ = Encoding.ASCII.GetBytes(id, octets.AsSpan(1));
        behind.CopyTo(octets, 37);
        return octets;
    }
}
