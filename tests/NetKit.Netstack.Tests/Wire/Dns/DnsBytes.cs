using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Tests.Wire.Dns;

/// <summary>Builds messages octet by octet, without the code under test.</summary>
internal static class DnsBytes
{
    public const ushort RecursionDesired = 0x0100;
    public const ushort Response = 0x8180;

    /// <summary>"www.example" as labels; "" is the root.</summary>
    public static byte[] Name(string text)
    {
        IEnumerable<byte> labels = text.Split('.', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(static label => Encoding.Latin1.GetBytes(label).Prepend((byte)label.Length));
        return [.. labels, 0];
    }

    public static byte[] Number(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Long(uint value) => [.. Number((int)(value >> 16)), .. Number((int)(value & 0xFFFF))];

    public static byte[] Header(ushort id, ushort flags, int questions, int answers = 0, int authorities = 0, int additionals = 0) =>
        [.. Number(id), .. Number(flags), .. Number(questions), .. Number(answers), .. Number(authorities), .. Number(additionals)];

    public static byte[] Question(string name, DnsType type, DnsClass @class = DnsClass.Internet) =>
        [.. Name(name), .. Number((int)type), .. Number((int)@class)];

    public static byte[] Record(byte[] owner, DnsType type, uint ttl, byte[] data, int @class = 1) =>
        [.. owner, .. Number((int)type), .. Number(@class), .. Long(ttl), .. Number(data.Length), .. data];

    public static byte[] Opt(int payload, uint ttl = 0, byte[]? options = null) => Record([0], DnsType.Opt, ttl, options ?? [], payload);

    public static byte[] Option(int code, params byte[] data) => [.. Number(code), .. Number(data.Length), .. data];

    public static byte[] Soa(uint minimum) => [0xC0, 12, 0, .. Long(1), .. Long(2), .. Long(3), .. Long(4), .. Long(minimum)];

    /// <summary>A query as clients send it.</summary>
    public static byte[] Query(string name, DnsType type, byte[]? opt = null, ushort id = 0x1234, ushort flags = RecursionDesired) =>
        [.. Header(id, flags, 1, additionals: opt is null ? 0 : 1), .. Question(name, type), .. opt ?? []];

    /// <summary>A reply with answers that all hang on the question's name.</summary>
    public static byte[] Reply(string name, DnsType type, uint ttl, params byte[][] answers) =>
        [.. Header(0x1234, Response, 1, answers.Length), .. Question(name, type),
            .. answers.SelectMany(data => Record([0xC0, 12], type, ttl, data))];

    public static byte[] Negative(string name, DnsType type, DnsResponseCode code, uint ttl, uint minimum) =>
        [.. Header(0x1234, (ushort)(Response | (int)code), 1, authorities: 1), .. Question(name, type),
            .. Record([0xC0, 12], DnsType.Soa, ttl, Soa(minimum))];
}
