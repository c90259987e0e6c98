using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NetKit.Netstack.Wire;

namespace NetKit.Netstack.Tests.Wire.Dhcp;

/// <summary>Builds messages octet by octet, without the code under test.</summary>
internal static class DhcpBytes
{
    public const byte Pad = 0;
    public const byte End = 255;

    public static byte[] Cookie => [99, 130, 83, 99];

    public static byte[] Option(byte code, params byte[] data) => [code, (byte)data.Length, .. data];

    public static byte[] Text(byte code, string text) => Option(code, Encoding.ASCII.GetBytes(text));

    public static byte[] Address(byte code, IpAddress address) => Option(code, Octets(address));

    public static byte[] Number(byte code, uint value) =>
        Option(code, (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value);

    public static byte[] Octets(IpAddress address)
    {
        byte[] octets = new byte[4];
        address.WriteV4(octets);
        return octets;
    }

    /// <summary>236 octets.</summary>
    public static byte[] Fixed(
        byte operation, MacAddress mac, bool broadcast = false, IpAddress client = default, IpAddress relay = default)
    {
        byte[] octets = new byte[236];
        (octets[0], octets[1], octets[2]) = (operation, 1, 6);
        (octets[4], octets[5], octets[6], octets[7]) = (0x39, 0x03, 0xF3, 0x26);
        octets[10] = broadcast ? (byte)0x80 : (byte)0;
        Octets(client).CopyTo(octets, 12);
        Octets(relay).CopyTo(octets, 24);
        mac.WriteTo(octets.AsSpan(28));
        return octets;
    }

    /// <summary>A message with options, ended and filled up to 300 octets as most clients do.</summary>
    public static byte[] Message(byte[] fixedPart, params IEnumerable<byte[]> options)
    {
        byte[] octets = [.. fixedPart, .. Cookie, .. options.SelectMany(static option => option), End];
        return octets.Length >= 300 ? octets : [.. octets, .. new byte[300 - octets.Length]];
    }

    /// <summary>The options of a message with only one place for them, in their order; parts of one value are joined.</summary>
    public static IReadOnlyList<(byte Code, byte[] Data)> Read(ReadOnlySpan<byte> message)
    {
        List<(byte Code, byte[] Data)> options = [];
        int at = 240;
        while (message[at] != End)
        {
            byte code = message[at];
            byte[] data = message.Slice(at + 2, message[at + 1]).ToArray();
            int known = options.FindIndex(option => option.Code == code);
            if (known >= 0)
            {
                options[known] = (code, [.. options[known].Data, .. data]);
            }
            else
            {
                options.Add((code, data));
            }

            at += 2 + data.Length;
        }

        return options;
    }
}
