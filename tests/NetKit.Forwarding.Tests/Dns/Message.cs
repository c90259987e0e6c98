using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Forwarding.Tests.Dns;

/// <summary>Builds DNS messages octet by octet, without the code under test.</summary>
internal static class Message
{
    public const int QueryFlags = 0x0100;
    public const int ReplyFlags = 0x8180;
    public const int Truncated = 0x0200;

    public static byte[] Query(string name, DnsType type = DnsType.A, ushort id = 0x1234, int payload = 0) =>
    [
        .. Header(id, QueryFlags, 0, payload == 0 ? 0 : 1), .. Name(name), .. Number((int)type), .. Number(1),
        .. payload == 0 ? [] : Opt(payload),
    ];

    /// <summary>The reply to a query of <see cref="Query"/>: its id and question, and records of the question's type.</summary>
    public static byte[] Reply(byte[] query, int flags, params byte[][] answers)
    {
        byte[] question = query[12..QuestionEnd(query)];
        byte[] type = question[^4..^2];
        return
        [
            .. Header(IdOf(query), flags, answers.Length, 0), .. question,
            .. answers.SelectMany(data => (byte[])[0xC0, 12, .. type, 0, 1, 0, 0, 0, 60, .. Number(data.Length), .. data]),
        ];
    }

    public static byte[] Address(byte[] query, byte last = 1) => Reply(query, ReplyFlags, [192, 0, 2, last]);

    public static byte[] Failure(byte[] query, DnsResponseCode code) => Reply(query, ReplyFlags | (int)code);

    /// <summary>The data of a TXT record of this many octets, a multiple of 256.</summary>
    public static byte[] Text(int octets) =>
        [.. Enumerable.Range(0, octets / 256).SelectMany(static i => (byte[])[255, .. Enumerable.Repeat((byte)('a' + i), 255)])];

    public static byte[] WithId(byte[] message, int id) => [.. Number(id), .. message[2..]];

    public static ushort IdOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message);

    public static int FlagsOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[2..]);

    public static DnsResponseCode CodeOf(ReadOnlySpan<byte> message) => (DnsResponseCode)(FlagsOf(message) & 0xF);

    private static int QuestionEnd(byte[] message)
    {
        int at = 12;
        while (message[at] != 0)
        {
            at += message[at] + 1;
        }

        return at + 5;
    }

    private static byte[] Header(ushort id, int flags, int answers, int additionals) =>
        [.. Number(id), .. Number(flags), .. Number(1), .. Number(answers), 0, 0, .. Number(additionals)];

    private static byte[] Opt(int payload) => [0, 0, 41, .. Number(payload), 0, 0, 0, 0, 0, 0];

    private static byte[] Name(string text)
    {
        IEnumerable<byte> labels = text.Split('.', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(static label => Encoding.Latin1.GetBytes(label).Prepend((byte)label.Length));
        return [.. labels, 0];
    }

    private static byte[] Number(int value) => [(byte)(value >> 8), (byte)value];
}
