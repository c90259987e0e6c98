using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace NetKit.Fuzz.Corpus;

/// <summary>What no capture shows.</summary>
internal static class SeedPackets
{
    /// <summary>Longer capture files say nothing more, and take longer.</summary>
    public const int LongestFile = 8 << 10;

    /// <summary>Hop-by-hop options, a fragment header, destination options.</summary>
    public static IEnumerable<byte[]> Ipv6 =>
    [
        Of("60000000002000 40 fd000000000000000000000000000064 20010db8000000000000000000000001"
            + "2c00010400000000 3c00000012345678 1100010400000000 0011223344556677"),
        Of("60000000001811 40 fd000000000000000000000000000064 fd000000000000000000000000000002 1f90003500180000 00112233445566778899aabbccddeeff"),
    ];

    /// <summary>Neighbour and router solicitation and advertisement.</summary>
    public static IEnumerable<byte[]> Discovery =>
    [
        Of("870000000000 0000 fd000000000000000000000000000002 01015254000a0002"),
        Of("8800000060000000 fd000000000000000000000000000064 02015254000a0064"),
        Of("8500000000000000 01015254000a0064"),
        Of("86000000 4040 0708 00007530 000003e8 01015254000a0002 030440c0000151800000384000000000fd000000000000000000000000000000"
            + "0501 0000 000005dc 1903 0000 00000e10 fd000000000000000000000000000003"),
    ];

    /// <summary>Solicit, request, information-request, release.</summary>
    public static IEnumerable<byte[]> Dhcpv6 => ((byte[])[1, 3, 5, 8, 11]).Select(static type => Of(
        $"{type:x2}001122 0001000e000100011234567852540 00a0064 0002000a00030001 5a94ef000001 0003 0028 00000001 00000000 00000000"
        + "0005 0018 fd000000000000000000000000000064 00000e10 00000e10 0006 0004 00170018 0008 0002 0000"));

    /// <summary>Names behind an offset of expansion.</summary>
    public static IEnumerable<byte[]> Names(SeedFrames frames) =>
    [
        Of("00 04 68 6f 73 74 06 6e 65 74 6b 69 74 08 69 6e 74 65 72 6e 61 6c 00"),
        Of("04 68 6f 73 74 00 01 77 c0 00 c0 06"),
        Of("01 31 01 30 01 30 03 31 32 37 07 69 6e 2d 61 64 64 72 04 61 72 70 61 00"),
        .. frames.Datagrams(53),
    ];

    /// <summary>A filter, a zero, a frame.</summary>
    public static IEnumerable<byte[]> Filters(SeedFrames frames)
    {
        string[] filters = ["tcp and port 80", "not (arp or icmp)", "src host 10.0.2.100 && dst net 10.0.2.0/24", "udp || ip6", "src port 53"];
        byte[][] some = [.. frames.Frames.Where((_, index) => index % 97 == 0)];
        return some.Select((frame, index) => (byte[])[.. Encoding.UTF8.GetBytes(filters[index % filters.Length]), 0, .. frame]);
    }

    private static byte[] Of(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", string.Empty, StringComparison.Ordinal));
}
