using System;
using System.Buffers.Binary;
using NetKit.Netstack.Wire;
using NetKit.Netstack.Wire.Dns;

namespace NetKit.Netstack.Services.Dns;

/// <summary>
/// Decides whether a reply may be kept and for how long. Kept is a NOERROR or NXDOMAIN message that is whole (no TC), asks the same
/// question, is well-formed to the last octet and is not signed for one client; its OPT record, which concerns one hop only (RFC 6891
/// §6.2.1), is left out and so has to be the last.
/// </summary>
internal static class DnsCacheability
{
    /// <summary>Octets of the five numbers that end an SOA record (RFC 1035 §3.3.13).</summary>
    private const int AuthorityNumbers = 5 * sizeof(uint);

    /// <summary>
    /// Returns for how many seconds the reply may be kept, 0 when not at all.
    /// </summary>
    /// <param name="query">What was asked.</param>
    /// <param name="reply">The upstream's message.</param>
    /// <param name="timeToLiveOffsets">Takes where the TTL fields are.</param>
    /// <param name="records">How many of them there are.</param>
    /// <param name="length">Octets of the reply without its OPT record.</param>
    /// <param name="isNegative">True for "no such name" and "no such type".</param>
    public static uint Examine(scoped in DnsQueryView query, ReadOnlySpan<byte> reply, Span<ushort> timeToLiveOffsets,
        out int records, out int length, out bool isNegative)
    {
        records = 0;
        length = 0;
        isNegative = true;
        if (DnsHeader.TryParse(reply, out DnsHeader header) is not WireError.None || !MayBeKept(header)
            || DnsQuestion.TryParse(reply, out DnsQuestion question) is not WireError.None || !question.Asks(query.Question))
        {
            return 0;
        }

        length = question.End;
        uint shortest = uint.MaxValue;
        bool hasAuthority = false;
        bool hasOpt = false;
        DnsRecordWalker walker = new(reply, header, question.End);
        while (walker.MoveNext())
        {
            DnsRecord record = walker.Current;
            if (hasOpt || record.Type is DnsType.Tsig or DnsType.Sig || records == timeToLiveOffsets.Length)
            {
                return 0;
            }

            if (record.Type is DnsType.Opt)
            {
                hasOpt = true;
                continue;
            }

            isNegative &= record.Section is not DnsSection.Answer || record.Type != query.Question.Type;
            shortest = Math.Min(shortest, Lifetime(reply, record, ref hasAuthority));
            timeToLiveOffsets[records++] = (ushort)record.TimeToLiveOffset;
            length = record.End;
        }

        bool whole = walker.Error is WireError.None && walker.Offset == reply.Length;
        isNegative &= query.Question.Type is not DnsType.Any || header.Answers == 0;

        // RFC 2308 §5: a negative answer without an SOA has no lifetime, so it is not kept.
        return whole && records > 0 && (!isNegative || hasAuthority) ? shortest : 0;
    }

    private static bool MayBeKept(in DnsHeader header) =>
        header is { IsResponse: true, IsTruncated: false, Opcode: DnsOpcode.Query, Questions: 1 }
        && header.ResponseCode is DnsResponseCode.NoError or DnsResponseCode.NameError;

    private static uint Lifetime(ReadOnlySpan<byte> reply, in DnsRecord record, ref bool hasAuthority)
    {
        // RFC 2181 §8: a TTL with the top bit set is 0.
        uint lifetime = record.TimeToLive > int.MaxValue ? 0 : record.TimeToLive;
        if (record is not { Section: DnsSection.Authority, Type: DnsType.Soa, DataLength: >= AuthorityNumbers })
        {
            return lifetime;
        }

        // RFC 2308 §5: the lesser of the SOA's own TTL and its MINIMUM field, which is the last one.
        hasAuthority = true;
        return Math.Min(lifetime, BinaryPrimitives.ReadUInt32BigEndian(reply[(record.End - sizeof(uint))..]));
    }
}
