using System;
using System.Collections.Generic;
using System.Linq;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Wire.Dhcpv6;

/// <summary>Builds and reads messages octet by octet, without the code under test.</summary>
internal static class Dhcpv6Bytes
{
    public static byte[] Option(ushort code, params byte[] data) =>
        [(byte)(code >> 8), (byte)code, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    public static byte[] Message(byte type, params IEnumerable<byte[]> options) =>
        [type, 0x12, 0x34, 0x56, .. options.SelectMany(static option => option)];

    public static byte[] Octets(IpAddress address)
    {
        byte[] octets = new byte[16];
        address.WriteV6(octets);
        return octets;
    }

    /// <summary>DUID-LL of a client with a number.</summary>
    public static byte[] Client(int number) => Option(1, Duid(number));

    public static byte[] Duid(int number) => [0, 3, 0, 1, 0x52, 0x54, 0, 0, (byte)(number >> 8), (byte)number];

    /// <summary>IA_NA.</summary>
    public static byte[] Association(uint identifier, params IpAddress[] addresses) => Option(
        3, [.. Number(identifier), .. Number(0), .. Number(0), .. addresses.SelectMany(static address => Address(address, 0, 0))]);

    public static byte[] Address(IpAddress address, uint preferred, uint valid) =>
        Option(5, [.. Octets(address), .. Number(preferred), .. Number(valid)]);

    public static byte[] Number(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    /// <summary>Codes and data of options one behind the other.</summary>
    public static IReadOnlyList<(ushort Code, byte[] Data)> Read(ReadOnlySpan<byte> octets)
    {
        List<(ushort Code, byte[] Data)> options = [];
        for (int at = 0; at < octets.Length; at += 4 + options[^1].Data.Length)
        {
            int length = octets[at + 2] << 8 | octets[at + 3];
            options.Add(((ushort)(octets[at] << 8 | octets[at + 1]), octets.Slice(at + 4, length).ToArray()));
        }

        return options;
    }
}
