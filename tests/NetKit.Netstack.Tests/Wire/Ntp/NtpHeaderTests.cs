using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Ntp;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire.Ntp;

public sealed class NtpHeaderTests
{
    private static readonly byte[] Message = Octets.Of("""
        64 02 06 e9 00000123 00000456 c0a80101
        e9b0c1d2 10203040 e9b0c1d3 11213141 e9b0c1d4 12223242 e9b0c1d5 13233343
        """);

    private static readonly NtpHeader Header = new()
    {
        Leap = NtpLeap.Insert,
        Version = 4,
        Mode = NtpMode.Server,
        Stratum = 2,
        Poll = 6,
        Precision = -23,
        RootDelay = new NtpShort(0x123),
        RootDispersion = new NtpShort(0x456),
        ReferenceId = 0xC0A80101,
        ReferenceTime = new NtpTimestamp(0xE9B0C1D2_10203040),
        OriginTime = new NtpTimestamp(0xE9B0C1D3_11213141),
        ReceiveTime = new NtpTimestamp(0xE9B0C1D4_12223242),
        TransmitTime = new NtpTimestamp(0xE9B0C1D5_13233343),
    };

    [Test]
    public void Octets_become_a_header()
    {
        Assert.That(NtpHeader.TryParse(Message, out NtpHeader header), Is.EqualTo(WireError.None));
        Assert.That(header, Is.EqualTo(Header));
    }

    [Test]
    public void A_header_becomes_octets()
    {
        byte[] octets = new byte[NtpHeader.Length];
        Array.Fill(octets, byte.MaxValue);
        Header.Emit(octets);
        Assert.That(octets, Is.EqualTo(Message));
    }

    [Test]
    public void Every_truncation_is_rejected() =>
        Truncations.AreAllRejected(Message, NtpHeader.Length, static octets => NtpHeader.TryParse(octets, out _));

    [Test]
    public void Any_48_octets_are_a_header_that_means_them()
    {
        Random random = new(123);
        byte[] octets = new byte[NtpHeader.Length];
        byte[] emitted = new byte[NtpHeader.Length];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(octets);
            _ = NtpHeader.TryParse(octets, out NtpHeader header);
            header.Emit(emitted);
            if (!emitted.AsSpan().SequenceEqual(octets))
            {
                Assert.Fail(Convert.ToHexString(octets));
            }
        }
    }
}
