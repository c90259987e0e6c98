using System;
using System.Collections.Generic;
using NetKit.Netstack.Wire;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

public sealed class InternetSumTests
{
    internal delegate ulong Summer(ReadOnlySpan<byte> octets);

    private static IEnumerable<TestCaseData> Paths() =>
    [
        new TestCaseData((Summer)WordSum.Of).SetArgDisplayNames("dispatched"),
        new TestCaseData((Summer)WordSum.By512).SetArgDisplayNames("512 bits"),
        new TestCaseData((Summer)WordSum.By256).SetArgDisplayNames("256 bits"),
        new TestCaseData((Summer)WordSum.Scalar).SetArgDisplayNames("scalar"),
    ];

    [Test]
    public void The_example_of_RFC_1071_comes_out()
    {
        // §3 adds these up to ddf2 in network order.
        Assert.That(InternetSum.Of(Octets.Of("0001 f203 f4f5 f6f7")).ToPartialField(), Is.EqualTo(0xDDF2));
    }

    [TestCaseSource(nameof(Paths))]
    public void Every_width_agrees_with_the_definition_at_every_length_and_alignment(Delegate path)
    {
        byte[] octets = Octets.Random(seed: 1071, 700);
        for (int start = 0; start < 66; start++)
        {
            for (int length = 0; start + length <= octets.Length; length += start < 4 ? 1 : 7)
            {
                ReadOnlySpan<byte> piece = octets.AsSpan(start, length);
                int folded = Folded(((Summer)path)(piece));
                if (folded != ByDefinition(piece))
                {
                    Assert.Fail($"{length} octets from {start}: {folded:x4} is not {ByDefinition(piece):x4}.");
                }
            }
        }
    }

    [TestCaseSource(nameof(Paths))]
    public void No_carry_is_lost_where_every_bit_is_set(Delegate path)
    {
        byte[] ones = new byte[1 << 20];
        Array.Fill(ones, byte.MaxValue);
        Assert.That(Folded(((Summer)path)(ones.AsSpan(0, 65535))), Is.EqualTo(ByDefinition(ones.AsSpan(0, 65535))));
        Assert.That(Folded(((Summer)path)(ones)), Is.EqualTo(0xFFFF));
    }

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(20)]
    [TestCase(64)]
    [TestCase(1460)]
    public void Two_pieces_give_the_sum_of_the_whole_when_the_first_is_even(int split)
    {
        byte[] octets = Octets.Random(seed: 2, 1501);
        InternetSum whole = InternetSum.Of(octets);
        InternetSum first = InternetSum.Of(octets.AsSpan(0, split));
        Assert.That(first.Add(octets.AsSpan(split)).ToField(), Is.EqualTo(whole.ToField()));
        Assert.That(first.Add(InternetSum.Of(octets.AsSpan(split))).ToField(), Is.EqualTo(whole.ToField()));
    }

    [Test]
    public void Data_with_its_checksum_is_valid_and_with_any_bit_flipped_is_not()
    {
        byte[] octets = Octets.Random(seed: 3, 40);
        octets[10] = octets[11] = 0;
        ushort field = InternetSum.Of(octets).ToField();
        octets[10] = (byte)(field >> 8);
        octets[11] = (byte)field;
        Assert.That(InternetSum.Of(octets).IsValid);

        for (int bit = 0; bit < octets.Length * 8; bit++)
        {
            byte[] flipped = octets.With(bit / 8, (byte)(octets[bit / 8] ^ 1 << bit % 8));
            Assert.That(InternetSum.Of(flipped).IsValid, Is.False, $"bit {bit}");
        }
    }

    [Test]
    public void The_pseudo_header_of_IPv4_is_the_sum_of_its_twelve_octets()
    {
        InternetSum sum = InternetSum.PseudoHeader(
            IpAddress.FromV4(192, 168, 255, 254), IpAddress.FromV4(10, 0, 2, 100), IpProtocol.Tcp, 0xFF01);
        Assert.That(sum, Is.EqualTo(InternetSum.Of(Octets.Of("c0a8fffe 0a000264 0006ff01"))));
    }

    [Test]
    public void The_pseudo_header_of_IPv6_is_the_sum_of_its_forty_octets()
    {
        byte[] source = Octets.Of("fd00 ffff ffff ffff ffff ffff ffff fffe");
        byte[] destination = Octets.Of("2001 0db8 ffff 0000 1234 ffff 8765 4321");
        InternetSum sum = InternetSum.PseudoHeader(IpAddress.ReadV6(source), IpAddress.ReadV6(destination), IpProtocol.Icmpv6, 0x12345);
        Assert.That(sum, Is.EqualTo(InternetSum.Of([.. source, .. destination, .. Octets.Of("00012345 0000003a")])));
    }

    [Test]
    public void A_partial_field_is_what_a_device_completes_to_the_full_checksum()
    {
        byte[] segment = Octets.Random(seed: 4, 33);
        InternetSum pseudo = InternetSum.PseudoHeader(IpAddress.LoopbackV4, IpAddress.BroadcastV4, IpProtocol.Udp, segment.Length);
        segment[6] = segment[7] = 0;
        ushort expected = pseudo.Add(segment).ToField();

        // virtio: the device sums from the transport header on, with the partial sum standing in the field.
        ushort partial = pseudo.ToPartialField();
        segment[6] = (byte)(partial >> 8);
        segment[7] = (byte)partial;
        Assert.That(InternetSum.Of(segment).ToField(), Is.EqualTo(expected));
    }

    // RFC 1071 §1, word for word; in network order.
    private static int ByDefinition(ReadOnlySpan<byte> octets)
    {
        long sum = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            sum += i % 2 == 0 ? octets[i] << 8 : octets[i];
        }

        return Reduced(sum);
    }

    private static int Folded(ulong nativeSum)
    {
        int native = Reduced((long)nativeSum);
        return BitConverter.IsLittleEndian ? (native & 0xFF) << 8 | native >> 8 : native;
    }

    private static int Reduced(long sum)
    {
        while (sum > 0xFFFF)
        {
            sum = (sum >> 16) + (sum & 0xFFFF);
        }

        return (int)sum;
    }
}
