using System;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Fuzz.Parsers;

/// <summary>DNS messages and names, both ways.</summary>
internal static class DnsReaders
{
    private const int RecordsAtMost = 4 * ushort.MaxValue;

    public static void Message(ReadOnlySpan<byte> octets)
    {
        if (DnsHeader.TryParse(octets, out DnsHeader header) is not WireError.None)
        {
            return;
        }

        byte[] emitted = new byte[DnsHeader.Length];
        header.Emit(emitted);
        Oracle.Same(emitted, octets[..DnsHeader.Length], "emitted header");
        if (DnsQuestion.TryParse(octets, out DnsQuestion question) is WireError.None)
        {
            Oracle.Holds(question.End <= octets.Length && question.Asks(question), "a question beyond its message");
            Text(question.Name);
            Records(octets, header, question.End);
        }

        if (DnsQueryView.TryCreate(octets, out DnsQueryView query) is WireError.None)
        {
            Oracle.Holds(query.PayloadLimit >= 512, "a limit below RFC 1035's");
        }

        Cut(octets);
    }

    public static void Name(ReadOnlySpan<byte> octets)
    {
        if (DnsName.TryMeasure(octets, out int length) is WireError.None)
        {
            ReadOnlySpan<byte> name = octets[..length];
            Oracle.Holds(DnsName.AreEqual(name, name) && DnsName.IsWithin(name, name, out int at) && at == 0, "a name that is not itself");
            Text(name);
        }

        Span<byte> room = stackalloc byte[256];
        int offset = octets.IsEmpty ? 0 : octets[0];
        if (DnsName.TryExpand(octets, offset, room, out length, out int next) is WireError.None)
        {
            Oracle.Holds(DnsName.TryMeasure(room[..length], out int measured) is WireError.None && measured == length, "an expanded name is no name");
            Oracle.Holds(DnsName.TrySkip(octets, offset, out int skipped) is WireError.None && skipped == next, "skipped is not expanded");
        }
    }

    private static void Text(ReadOnlySpan<byte> name)
    {
        string text = DnsNameText.Decode(name);
        Oracle.Holds(text.Length <= 4 * 255, "a name longer than a name");
        _ = DnsReverseName.TryParse(name, out IpAddress address);
        _ = DnsReverseName.Of(address);
        if (DnsNameText.TryEncode(text, out byte[] encoded))
        {
            Oracle.Holds(DnsName.TryMeasure(encoded, out int length) is WireError.None && length == encoded.Length, "an encoded name is no name");
        }
    }

    private static void Records(ReadOnlySpan<byte> message, in DnsHeader header, int offset)
    {
        DnsRecordWalker walker = new(message, header, offset);
        int records = 0;
        while (walker.MoveNext())
        {
            DnsRecord record = walker.Current;
            Oracle.Holds(++records <= RecordsAtMost && record.End <= message.Length && record.Start >= offset, "a record beyond its message");
            _ = DnsOpt.TryParse(record, out _);
        }

        Oracle.Holds(walker.Offset <= message.Length, "walked beyond the message");
    }

    private static void Cut(ReadOnlySpan<byte> message)
    {
        // A question and an OPT have always room: no asker takes less than 512 octets (RFC 1035 §4.2.1).
        foreach (int limit in (ReadOnlySpan<int>)[512, 300])
        {
            byte[] copy = message.ToArray();
            int length = DnsReplyCutter.Cut(copy, limit);
            Oracle.Holds(length <= limit || length == 0, $"{length} octets do not fit {limit}");
        }
    }
}
