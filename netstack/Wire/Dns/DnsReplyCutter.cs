using System;
using System.Buffers.Binary;

namespace NetKit.Netstack.Wire.Dns;

/// <summary>
/// Makes a reply fit what its client takes: whole records are kept from the front while they fit, the OPT record always, and TC says that
/// something is missing (RFC 2181 §9). Old resolvers that never ask again over TCP still get what fits.
/// </summary>
public static class DnsReplyCutter
{
    /// <summary>Shortens <paramref name="message"/> in place and returns its new length; 0 when it is no well-formed reply.</summary>
    public static int Cut(Span<byte> message, int limit)
    {
        if (message.Length <= limit)
        {
            return message.Length;
        }

        if (DnsHeader.TryParse(message, out DnsHeader header) is not WireError.None || header.Questions != 1
            || DnsQuestion.TryParse(message, out DnsQuestion question) is not WireError.None
            || !TryFindOpt(message, header, question.End, out DnsRecord opt))
        {
            return 0;
        }

        // RFC 6891 §7: the OPT stays. Cookies and the like are dropped when they alone would burst the limit.
        int optLength = opt.Type is DnsType.Opt ? opt.End - opt.Start : 0;
        int questionEnd = question.End;
        if (optLength > limit - questionEnd)
        {
            optLength = 0;
        }

        Span<ushort> counts = stackalloc ushort[3];
        DnsRecordWalker walker = new(message, header, questionEnd);
        int end = questionEnd;
        while (walker.MoveNext() && walker.Offset + optLength <= limit && walker.Current.Type is not DnsType.Opt)
        {
            counts[(int)walker.Current.Section]++;
            end = walker.Offset;
        }

        if (optLength > 0)
        {
            message.Slice(opt.Start, optLength).CopyTo(message[end..]);
            end += optLength;
            counts[(int)DnsSection.Additional]++;
        }

        (header with
        {
            FlagWord = (ushort)(header.FlagWord | (ushort)DnsHeaderBits.Truncated),
            Answers = counts[(int)DnsSection.Answer],
            Authorities = counts[(int)DnsSection.Authority],
            Additionals = counts[(int)DnsSection.Additional],
        }).Emit(message);
        return end;
    }

    /// <summary>Appends an OPT record to a message that has none and counts it; the caller has room for it.</summary>
    public static int AppendOpt(Span<byte> destination, int length, in DnsOpt opt)
    {
        opt.Emit(destination[length..]);
        Span<byte> additionals = destination[10..];
        BinaryPrimitives.WriteUInt16BigEndian(additionals, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(additionals) + 1));
        return length + DnsOpt.EmptyLength;
    }

    /// <summary>Finds the OPT record; type None when there is none. False when the message is not well-formed.</summary>
    private static bool TryFindOpt(ReadOnlySpan<byte> message, in DnsHeader header, int offset, out DnsRecord opt)
    {
        opt = default;
        DnsRecordWalker walker = new(message, header, offset);
        while (walker.MoveNext())
        {
            if (walker.Current is { Type: DnsType.Opt, Section: DnsSection.Additional })
            {
                opt = walker.Current;
            }
        }

        return walker.Error is WireError.None;
    }
}
