using System;
using System.Collections.Generic;
using NUnit.Framework;

namespace NetKit.Netstack.Tests.Wire;

/// <summary>
/// Whatever arrives, a parser says no or gives a view whose every member can be read, and a header that means the same when it
/// is emitted and read again.
/// </summary>
public sealed class HostileOctetsTests
{
    private const int Rounds = 20_000;

    private static IEnumerable<TestCaseData> Parsers() =>
    [
        new TestCaseData((Parser)Explore.Ethernet, Octets.Of("5254000a0002 5254000a0064 0800 4500")).SetArgDisplayNames("Ethernet"),
        new TestCaseData((Parser)Explore.Arp, Octets.Of("0001 0800 06 04 0001 5254000a0064 0a000264 000000000000 0a000202"))
            .SetArgDisplayNames("ARP"),
        new TestCaseData((Parser)Explore.Ipv4, Octets.Of("4610 0020 1c46 2000 4006 0000 0a000264 0a000202 94040000 0011223344556677"))
            .SetArgDisplayNames("IPv4"),
        new TestCaseData((Parser)Explore.Udp, Octets.Of("d431 0035 000c 0000 cafe0102")).SetArgDisplayNames("UDP"),
        new TestCaseData((Parser)Explore.Tcp,
            Octets.Of("c350 0050 11223344 00000000 a0 02 fd88 0000 0000 020405a0 0402080a 0badcafe 00000000 01030307"))
            .SetArgDisplayNames("TCP SYN"),
        new TestCaseData((Parser)Explore.Tcp,
            Octets.Of("c350 0050 11223344 00000000 a0 10 fd88 0000 0000 01010512 00000010 00000020 00000030 00000040"))
            .SetArgDisplayNames("TCP SACK"),
        new TestCaseData((Parser)Explore.Icmpv4, Octets.Of("0800 0000 1234 0007 61626364 65")).SetArgDisplayNames("ICMP"),
        new TestCaseData((Parser)Explore.Ipv6, Octets.Of("""
            60000000 0020 00 40 fd000000000000000000000000000064 20010db8000000000000000000000001
            2c 00 0104 00000000 3c 00 0000 12345678 11 00 0104 00000000 0011223344556677
            """)).SetArgDisplayNames("IPv6"),
        new TestCaseData((Parser)Explore.Icmpv6, Octets.Of("""
            87 00 0000 00000000 fd000000000000000000000000000002 0101 5254000a0002
            """)).SetArgDisplayNames("neighbour solicitation"),
        new TestCaseData((Parser)Explore.Icmpv6, Octets.Of("""
            86 00 0000 40 40 0708 00007530 000003e8 0101 5254000a0002
            0304 40 c0 00015180 00003840 00000000 fd000000000000000000000000000000
            0501 0000 000005dc 1903 0000 00000e10 fd000000000000000000000000000003
            """)).SetArgDisplayNames("router advertisement"),
    ];

    [TestCaseSource(nameof(Parsers))]
    public void Random_octets_are_harmless(Delegate parser, byte[] valid)
    {
        Random random = new(valid.Length);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] octets = new byte[random.Next(80)];
            random.NextBytes(octets);
            Try((Parser)parser, octets);
        }
    }

    [TestCaseSource(nameof(Parsers))]
    public void Valid_octets_with_a_few_changed_are_harmless(Delegate parser, byte[] valid)
    {
        Random random = new(valid.Length);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] octets = valid.AsSpan(0, round % 4 == 0 ? random.Next(valid.Length + 1) : valid.Length).ToArray();
            for (int changes = random.Next(4); changes > 0 && octets.Length > 0; changes--)
            {
                octets[random.Next(octets.Length)] = random.Next(3) switch { 0 => 0, 1 => byte.MaxValue, _ => (byte)random.Next(256) };
            }

            Try((Parser)parser, octets);
        }
    }

    private static void Try(Parser parser, byte[] octets)
    {
        try
        {
            _ = parser(octets);
        }
        catch (Exception exception) when (exception is not AssertionException)
        {
            Assert.Fail($"{Convert.ToHexString(octets)}: {exception}");
        }
    }
}
